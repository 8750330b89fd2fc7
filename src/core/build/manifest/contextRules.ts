import { lstat, stat } from "node:fs/promises";
import path from "node:path";
import { readText } from "../../reload/files/readText.ts";
import type { CopySource } from "../dockerfile/copySource.ts";
import { DockerPatterns, dockerIgnoreLines } from "../dockerfile/dockerPatterns.ts";
import type { ContextSource } from "./ports.ts";
import { reachOf } from "./reach.ts";

/** Which files of a context count. */
export interface ContextRules {
  readonly ignored: DockerPatterns;
  readonly sources: readonly CopySource[];
  /** As {@link Reach.hash}. */
  readonly dockerfileHash?: string;
  readonly dockerfile?: RuleFile;
  /** Absent: there is none. */
  readonly ignoreFile?: RuleFile;
}

export interface RuleFile {
  /** Absolute. */
  readonly file: string;
  /** Its change time, ms. */
  readonly changedAt: number;
}

/** Reads the `.dockerignore` and the Dockerfile as they are now. */
export async function readContextRules(source: ContextSource): Promise<ContextRules> {
  const { context, dockerfile } = source;
  const own = dockerfile === undefined ? undefined : `${dockerfile}.dockerignore`;
  // The Dockerfile's own goes before (BuildKit, Compose 2.26 and 2.40).
  const ignoreFile = (await ruleFile(own)) ?? (await ruleFile(path.join(context, ".dockerignore")));
  const ignoreText = ignoreFile && (await readText(ignoreFile.file));
  const said = await ruleFile(dockerfile);
  const text = said && (await readText(said.file));
  const { sources, hash } = reachOf(text, source);
  return {
    ignored: new DockerPatterns(dockerIgnoreLines(ignoreText ?? "")),
    sources,
    ...(hash === undefined ? {} : { dockerfileHash: hash }),
    ...(said === undefined ? {} : { dockerfile: said }),
    ...(ignoreFile === undefined ? {} : { ignoreFile }),
  };
}

async function ruleFile(file: string | undefined): Promise<RuleFile | undefined> {
  if (file === undefined) return undefined;
  try {
    // A link may be changed as well as what it leads to. The times come before the text: it is not newer than they say.
    const [own, real] = await Promise.all([lstat(file), stat(file)]);
    return real.isFile() ? { file, changedAt: Math.max(own.ctimeMs, real.ctimeMs) } : undefined;
  } catch {
    return undefined;
  }
}
