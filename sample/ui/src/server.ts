// The page has a folder of its own: where both share one, bun 1.4.5 no longer sees the changes of the server's
// modules once a file of the page was saved by renaming.

import { buildInfo } from "./build-info.ts";
import page from "./page/index.html";

const backend = process.env.BACKEND_URL ?? "http://127.0.0.1:8080";
const production = process.env.NODE_ENV === "production";

/** Hands a request on, so that the page needs one origin only. */
async function forward(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(new URL(path, backend), {
      method: request.method,
      headers: { "content-type": request.headers.get("content-type") ?? "application/json" },
      body: request.body,
      signal: AbortSignal.timeout(5_000),
    });
  } catch (error) {
    console.error(`backend: ${error instanceof Error ? error.message : String(error)}`);
    return Response.json({ error: "the backend does not answer" }, { status: 502 });
  }
}

const server = Bun.serve({
  hostname: "0.0.0.0",
  port: Number(process.env.PORT ?? 3000),
  development: production ? false : { hmr: true },
  routes: {
    "/": page,
    "/health": Response.json({ status: "ok" }),
    "/build-info.js": () =>
      new Response(`window.__BUILD_INFO__ = ${JSON.stringify(buildInfo)};\n`, {
        headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" },
      }),
    "/backend/build/info": (request) => forward(request, "/build/info"),
    "/api/*": (request) => forward(request, new URL(request.url).pathname),
  },
  fetch: () => new Response("Not found\n", { status: 404 }),
});

console.log(`ui: ${server.url} → ${backend}`);
