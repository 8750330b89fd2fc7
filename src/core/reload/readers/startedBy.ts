import { posix } from "node:path";
import { commandWords } from "../commandWords.ts";

/** A simple command of a container's command line. */
export interface Started {
  /** The program's words, the program first. */
  readonly words: readonly string[];
  /** Absolute: where it is started, after the changes of folder before it. */
  readonly folder: string;
}

/** The simple commands that a container's command starts, in order. */
export function startedBy(command: readonly string[], workingDir: string): readonly Started[] {
  const all: Started[] = [];
  let folder = posix.resolve("/", workingDir);
  for (const words of commandWords(command)) {
    const [program, to] = words;
    if (program === "cd") folder = posix.resolve(folder, to ?? ".");
    else all.push({ words, folder });
  }
  return all;
}
