import type { PublishedPort } from "../../shared/model.ts";

/** A published port as the engine tells it: once for IPv4, once for IPv6. */
export type RawPort = PublishedPort;

/** `::` and an empty address are every address, as `0.0.0.0` is: one port is told once. In order of the target. */
export function publishedPorts(raw: readonly RawPort[]): PublishedPort[] {
  const ports = new Map<string, PublishedPort>();
  for (const { address, published, target, protocol } of raw) {
    if (!Number.isSafeInteger(published) || published <= 0) continue;
    const everywhere = address === "" || address === "::" || address === "0.0.0.0";
    const port = { address: everywhere ? "0.0.0.0" : address, published, target, protocol };
    ports.set(`${port.address} ${published} ${target} ${protocol}`, port);
  }
  return [...ports.values()].sort(
    (left, right) =>
      left.target - right.target ||
      left.published - right.published ||
      compare(left.protocol, right.protocol) ||
      compare(left.address, right.address),
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
