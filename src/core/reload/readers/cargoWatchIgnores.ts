import { posix } from "node:path";

/** What cargo-watch leaves out unless told `--ignore-nothing` (8.5.3, and 7.8.1 but for the last), as `.gitignore` has it. */
export const CARGO_WATCH_IGNORES: readonly string[] = [
  ".DS_Store",
  "*.sw?",
  "*.sw?x",
  "\\#*#",
  ".#*",
  ".*.kate-swp",
  ".hg/",
  ".git/",
  ".svn/",
  "*.db",
  "*.db-*",
  "target/",
  "rustc-ice-*.txt",
];

/**
 * A pattern of `-i` as `.gitignore` has it. The tool's own (8.5.3, watchexec 1.17) match anywhere in a path, and a `*`
 * matches slashes.
 *
 * @returns `exact`: whether it leaves out the same files
 */
export function cargoWatchIgnore(
  pattern: string,
  base: string,
): { readonly patterns: readonly string[]; readonly exact: boolean } {
  const inner = pattern.replace(/^(?:\*{1,2}\/)+/, "").replace(/\/\*{1,2}$/, "/");
  const exact = !(/[*?[{]/.test(inner) && inner.replace(/\/$/, "").includes("/")) && !/[{]/.test(inner);
  if (!inner.startsWith("/")) return { patterns: [`**/${inner.replace(/^(?:\.\/)+/, "")}`], exact };
  const relative = posix.relative(base, inner);
  return relative === "" || relative.startsWith("..")
    ? { patterns: [], exact: relative !== "" && exact }
    : { patterns: [`/${relative}`], exact };
}
