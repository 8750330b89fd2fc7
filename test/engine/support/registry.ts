import { createHash, randomUUID } from "node:crypto";
import { createServer, request } from "node:http";
import { gzipSync } from "node:zlib";

/** An image registry on this machine's loopback, where engines take plain HTTP. */
export interface Registry {
  /** An image that it has: an empty one, other than any before. */
  readonly image: string;
  /** One that it does not have. */
  readonly missing: string;
  close(): Promise<void>;
}

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

export async function openRegistry(): Promise<Registry> {
  // The end of an archive without files.
  const tar = Buffer.alloc(1024);
  const layer = gzipSync(tar);
  const config = Buffer.from(
    JSON.stringify({
      os: "linux",
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      config: { Labels: { id: randomUUID() } },
      rootfs: { type: "layers", diff_ids: [digest(tar)] },
    }),
  );
  const part = (mediaType: string, content: Buffer) => ({
    mediaType,
    size: content.length,
    digest: digest(content),
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: part("application/vnd.docker.container.image.v1+json", config),
      layers: [part("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)],
    }),
  );
  const contents = new Map([
    ["/v2/", Buffer.from("{}")],
    ["/v2/web/manifests/1", manifest],
    ...[manifest, config, layer].flatMap((content): [string, Buffer][] => [
      [`/v2/web/blobs/${digest(content)}`, content],
      [`/v2/web/manifests/${digest(content)}`, content],
    ]),
  ]);
  const server = createServer((request, response) => {
    const content = contents.get(request.url ?? "");
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = content === manifest ? MANIFEST : "application/octet-stream";
    const headers = { "content-type": type, "content-length": content.length };
    response.writeHead(200, { ...headers, "docker-content-digest": digest(content) });
    response.end(request.method === "HEAD" ? undefined : content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The registry has no port.");
  const host = `127.0.0.1:${address.port}`;
  return {
    image: `${host}/web:1`,
    missing: `${host}/own:1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function digest(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Another address of a registry, where nothing is answered until it is told to. */
export async function slowRegistry(
  image: string,
): Promise<{ readonly image: string; release(): void; close(): Promise<void> }> {
  const [address = "", name = ""] = image.split("/");
  const { hostname, port } = new URL(`http://${address}`);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const server = createServer(async (asked, answer) => {
    await released;
    const { method, url: path, headers } = asked;
    const passed = request({ hostname, port, path, method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    passed.once("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = server.address();
  if (own === null || typeof own === "string") throw new Error("The registry has no port.");
  return {
    image: `127.0.0.1:${own.port}/${name}`,
    release: () => release(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
