/** The full id of an image, which is told instead of a name where no name stands for it. */
export function isImageId(text: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{64}$/.test(text);
}

/**
 * `[registry/]path[:tag]` as the engine takes it (distribution's reference grammar, less strict): what else it may be
 * (an id, a name with a digest, nothing) always stands for the same image, or for none.
 */
const NAME =
  /^(?:([\w.-]+(?::\d+)?|\[[\da-f:]+\](?::\d+)?)\/)?([\w-][\w.-]*(?:\/[\w-][\w.-]*)*)(?::([\w.-]+))?$/i;

/**
 * The name written out, the same for all ways to write it: `redis`, `redis:latest` and `docker.io/library/redis` are
 * `docker.io/library/redis:latest`. `undefined`: it is no name that could stand for another image later.
 */
export function fullImageName(name: string): string | undefined {
  if (isImageId(name)) return undefined;
  const [, first, rest = "", tag = "latest"] = NAME.exec(name) ?? [];
  if (rest === "") return undefined;
  if (first === undefined) return `docker.io/library/${rest}:${tag}`;
  // Without a point, a port or this one name it is the first part of a path, not a registry.
  if (!/[.:]/.test(first) && first !== "localhost") return `docker.io/${first}/${rest}:${tag}`;
  const registry = first === "index.docker.io" ? "docker.io" : first;
  const path = registry === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  return `${registry}/${path}:${tag}`;
}
