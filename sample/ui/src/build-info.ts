export interface BuildInfo {
  name: string;
  version: string;
  profile: string;
  commit: string;
  /** RFC 3339, UTC. */
  buildDate: string;
}

const { NODE_ENV, GIT_COMMIT, BUILD_DATE } = process.env;
const production = NODE_ENV === "production";

/** Without a build date: the bundle's own, and with hot reload the time at which this module was loaded. */
function builtAt(): string {
  const time = new Date(production ? Bun.file(Bun.main).lastModified : Date.now());
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Which build serves this page? */
export const buildInfo: BuildInfo = {
  name: "shop-ui",
  version: "0.1.0",
  profile: production ? "release" : "debug",
  commit: GIT_COMMIT || "unknown",
  buildDate: BUILD_DATE || builtAt(),
};
