import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

export interface AskLimits {
  /** ms, for all of it. */
  readonly time: number;
  readonly bytes: number;
}

const LIMITS: AskLimits = { time: 5_000, bytes: 64 * 1024 };

/**
 * What an `http:` or `https:` address answers, as text; redirects are not followed. A certificate is not looked at, as
 * with a probe: nothing is sent to it, and what it says is only compared.
 * @returns `undefined`: no answer in time, an error, more than 64 KB, or no such address. Never rejects.
 */
export function ask(address: string, signal: AbortSignal, limits = LIMITS): Promise<string | undefined> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return Promise.resolve(undefined);
  }
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const options = {
    agent: false,
    headers: { accept: "application/json, */*", "accept-encoding": "identity", "user-agent": "devloop" },
    rejectUnauthorized: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(limits.time)]),
  };
  const asked = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, (response) => {
    const { statusCode = 0 } = response;
    const isGood = statusCode >= 200 && statusCode < 300;
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limits.bytes) response.destroy();
    });
    response.on("error", () => {});
    response.on("close", () => {
      // What was cut short ends so, too.
      const isWhole = isGood && response.complete && size <= limits.bytes;
      resolve(isWhole ? new TextDecoder().decode(Buffer.concat(chunks)) : undefined);
    });
    if (!isGood) response.destroy();
  });
  asked.on("error", () => resolve(undefined));
  asked.end();
  return promise;
}
