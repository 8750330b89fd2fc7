import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Place } from "../../../../src/shared/model.ts";
import { stream } from "./streams.ts";

/** A set of compose files that Compose refuses, as recorded in `test/streams/compose/place-*.txt`. */
export interface PlaceCase {
  readonly title: string;
  readonly files: readonly CaseFile[];
  /** Relative to the folder; where a reader would look for the fault. */
  readonly place: Place | undefined;
  /** What Compose said of it on stderr; a version that takes the files is not in it. */
  readonly said: readonly { readonly version: string; readonly stderr: string }[];
}

export interface CaseFile {
  /** Relative to the folder. */
  readonly name: string;
  /** `undefined`: it is not there. */
  readonly text: string | undefined;
  readonly bom: boolean;
  /** Named to Compose; others are brought in by these. */
  readonly given: boolean;
}

/** The folder in which the recordings were made. */
export const RECORDED_IN = "/home/dev/shop";

export async function placeCases(): Promise<PlaceCase[]> {
  const folder = path.join(import.meta.dirname, "../../../streams/compose");
  const names = (await readdir(folder)).filter((name) => /^place-.*\.txt$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => stream(`compose/${name}`)));
  return texts.flatMap((text) => text.split(/^=== /m).slice(1).map(decode));
}

function decode(text: string): PlaceCase {
  const [title = "", ...sections] = text.split(/^--- (?=\S)/m);
  const files: CaseFile[] = [];
  const said: { version: string; stderr: string }[] = [];
  let place: Place | undefined;
  for (const section of sections) {
    const end = section.indexOf("\n");
    const [name = "", ...words] = section.slice(0, end).split(" ");
    const body = section.slice(end + 1);
    const recorded = /^(.+):(\d+):(\d+)$/.exec(words[0] ?? "");
    if (name === "place") {
      if (recorded?.[1] !== undefined)
        place = { file: recorded[1], line: Number(recorded[2]), column: Number(recorded[3]) };
    } else if (/^\d+\.\d+\.\d+$/.test(name)) {
      if (words[0] === "exit") said.push({ version: name, stderr: body });
    } else {
      const lines = words.includes("crlf") ? body.replaceAll("\n", "\r\n") : body;
      const given = !words.includes("apart");
      const missing = words.includes("missing");
      files.push({ name, text: missing ? undefined : lines, bom: words.includes("bom"), given });
    }
  }
  return { title: title.trim(), files, place, said };
}
