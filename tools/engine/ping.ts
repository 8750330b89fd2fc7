import { request } from "node:http";

/** Whether an engine answers `GET /_ping` on this socket in time. Never rejects. */
export function ping(socketPath: string, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: "/_ping", agent: false, timeout: limitMs }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode === 200));
      response.once("error", () => resolve(false));
    });
    asked.once("timeout", () => asked.destroy(new Error("no answer")));
    asked.once("error", () => resolve(false));
    asked.end();
  });
}
