/** In Compose's order of preference (compose-go 2 `DefaultFileNames`); it takes the first and ignores the others. */
const BASES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/** The same for override files (`DefaultOverrideFileNames`): any of them goes over any base. */
const OVERRIDES = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];
const VARIANT = /^(?:docker-)?compose(?:[._-]|(?=\d))(.+)\.ya?ml$/;
/** A file beside these is the one for production. */
const DEVELOPMENT = new Set(["dev", "develop", "development", "local"]);
/** Unless there is one of these, which says it itself. */
const PRODUCTION = new Set(["prod", "production", "live"]);

export function baseFile(names: readonly string[]): string | undefined {
  return BASES.find((name) => names.includes(name));
}

export function isOverrideFile(name: string): boolean {
  return OVERRIDES.includes(name);
}

export function overrideFile(names: readonly string[]): string | undefined {
  return OVERRIDES.find((name) => names.includes(name));
}

/** In order of their names. */
export function variantFiles(names: readonly string[]): string[] {
  return names.filter((name) => VARIANT.test(name) && !OVERRIDES.includes(name)).sort();
}

/**
 * `dev` for `docker-compose.dev.yml`; the standard file is `production` beside a development variant, unless another
 * file says that it is.
 */
export function label(name: string, variants: readonly string[]): string {
  const own = VARIANT.exec(name)?.[1];
  if (own !== undefined) return own;
  const others = variants.map((variant) => VARIANT.exec(variant)?.[1] ?? "");
  const isProduction =
    others.some((other) => DEVELOPMENT.has(other)) && !others.some((other) => PRODUCTION.has(other));
  return isProduction ? "production" : "default";
}

/**
 * For files that somebody listed: their variant parts, `dev + local`; without any, what they are called.
 * @param names without folders, at least one
 */
export function labelOfList(names: readonly string[]): string {
  const parts = names.flatMap((name) => (OVERRIDES.includes(name) ? [] : (VARIANT.exec(name)?.[1] ?? [])));
  if (parts.length > 0) return parts.join(" + ");
  const [first = "", second] = names;
  const standard = BASES.includes(first) && names.length <= 2;
  return standard && (second === undefined || OVERRIDES.includes(second)) ? "default" : names.join(" + ");
}

/**
 * A guess from a variant's text, made before Compose is asked: a file that names the project, or says what a
 * service is made from, was written to be used by itself.
 */
export function standsAlone(text: string): boolean {
  return /^\uFEFF?name\s*:/m.test(text) || /^[ \t]+(?:image|build|extends)\s*:/m.test(text);
}
