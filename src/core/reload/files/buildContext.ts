import path from "node:path";
import { DockerPatterns, dockerIgnoreLines } from "../../build/dockerfile/dockerPatterns.ts";
import type { ServiceBuild } from "../../compose/model.ts";
import { DockerfileCopies } from "./dockerfileCopies.ts";
import { below, isWithin } from "./paths.ts";
import { readText } from "./readText.ts";

/** What an image is built from, as far as files of this machine say. */
export interface BuildContext {
  readonly folder: string;
  /** Relative to the context, as in a `.dockerignore`. */
  readonly ignored: DockerPatterns;
  /** The files that say what is copied, there or not. */
  readonly files: readonly string[];
  /** Where a file of this machine comes to lie in the image; empty: nowhere, or that is not certain. */
  places(file: string): readonly string[];
}

/** `undefined`: it is not built from a folder of this machine. */
export async function readBuildContext(build: ServiceBuild | undefined): Promise<BuildContext | undefined> {
  const { context: folder, dockerfile, target } = build ?? {};
  if (folder === undefined) return undefined;
  // The Dockerfile's own goes before (BuildKit, Compose 2.26 and 2.40).
  const own = dockerfile === undefined ? undefined : `${dockerfile}.dockerignore`;
  const common = path.join(folder, ".dockerignore");
  const ownText = own && (await readText(own));
  const ignoreText = ownText ?? (await readText(common)) ?? "";
  const ignored = new DockerPatterns(dockerIgnoreLines(ignoreText));
  const text = dockerfile && (await readText(dockerfile));
  const copies = text === undefined || ignored.broken ? undefined : new DockerfileCopies(text, target);
  return {
    folder,
    ignored,
    files: [dockerfile, own, common].filter((file) => file !== undefined),
    places: (file) => {
      if (copies === undefined || file === folder || !isWithin(file, folder, path.sep)) return [];
      const name = below(file, folder, path.sep);
      return ignored.matches(name) ? [] : copies.places(name);
    },
  };
}
