import path from "node:path";
import { DockerPatterns } from "../../build/dockerfile/dockerPatterns.ts";
import type { WatchRule } from "../../compose/model.ts";
import { below, isWithin, join } from "./paths.ts";

/** What editors write beside a file, and `.git`: left out whatever the rules say (Compose 2.26 and 2.40). */
const ALWAYS_IGNORED = new DockerPatterns([
  ...["**/*___jb_old___", "**/*___jb_tmp___", "**/.idea/**", "**/.#*", "**/#*#", "**/4913", "**/*~"],
  ...["**/.*.swp", "**/.*.swx", "**/.*.swo", "**/.*.swn", "**/.*.kate-swp", "**/*-go-tmp-umask"],
  "**/.git",
]);

interface Compiled {
  readonly rule: WatchRule;
  readonly ignored: DockerPatterns;
  readonly included: DockerPatterns | undefined;
}

/** The rules of `develop.watch` of a service. */
export class WatchRules {
  readonly #rules: readonly Compiled[];
  readonly #ignored: (file: string) => boolean;

  /**
   * @param bound whether a path is bind-mounted already: Compose does not synchronize it then (2.26 and 2.40)
   * @param ignored by the `.dockerignore` of the build context
   */
  constructor(
    rules: readonly WatchRule[],
    bound: (file: string) => boolean,
    ignored: (file: string) => boolean,
  ) {
    const isUsed = ({ action, path: file }: WatchRule) =>
      !((action === "sync" || action === "sync+restart") && bound(file));
    this.#rules = rules.filter(isUsed).map((rule) => ({
      rule,
      ignored: new DockerPatterns(rule.ignore),
      included: rule.include && new DockerPatterns(rule.include),
    }));
    this.#ignored = ignored;
  }

  get paths(): readonly string[] {
    return this.#rules.map(({ rule }) => rule.path);
  }

  /** Where the file is copied to while it is watched, and the container goes on. */
  synced(file: string): readonly { readonly place: string; readonly rule: WatchRule }[] {
    return this.of(file).flatMap((rule) => {
      const { action, target, path: root } = rule;
      if ((action !== "sync" && action !== "sync+exec") || target === undefined) return [];
      return [{ place: path.posix.normalize(join(target, below(file, root, path.sep), "/")), rule }];
    });
  }

  /** The rules that a change of the file sets off. */
  of(file: string): readonly WatchRule[] {
    return this.#rules.filter((each) => this.#matches(each, file)).map(({ rule }) => rule);
  }

  #matches({ rule, ignored, included }: Compiled, file: string): boolean {
    if (!isWithin(file, rule.path, path.sep) || ignored.broken || this.#ignored(file)) return false;
    const name = below(file, rule.path, path.sep);
    if (ALWAYS_IGNORED.matches(file.replaceAll(path.sep, "/").replace(/^\//, "")) || ignored.matches(name))
      return false;
    return included === undefined || included.matches(name);
  }
}
