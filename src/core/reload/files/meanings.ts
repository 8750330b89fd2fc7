import type { Changed } from "./chooseChange.ts";
import type { Classifier, Meaning } from "./classify.ts";
import type { IndexedFile } from "./fileIndex.ts";
import type { AskingFile } from "./needs.ts";

type Files = ReadonlyMap<string, IndexedFile>;

/** What changes of files mean, made out once a file. */
export class Meanings {
  readonly #classifier: Classifier;
  readonly #known = new Map<string, Meaning>();

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  /** Those that the tool may reload, and that have changed since. */
  changed(files: Files, since: number): Changed[] {
    return [...files]
      .filter(([, { at }]) => at > since)
      .flatMap(([file, time]) => {
        const { watched } = this.#of(file);
        return watched === undefined ? [] : [{ file, time, ...watched }];
      });
  }

  /** What changes of the named files would ask for, if they are new enough. */
  asking(names: Iterable<string>, files: Files): AskingFile[] {
    return [...names].flatMap((file) => {
      const time = files.get(file);
      return time === undefined ? [] : this.#of(file).asks.map((asked) => ({ file, time, asked }));
    });
  }

  #of(file: string): Meaning {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    const meaning = this.#classifier.of(file);
    this.#known.set(file, meaning);
    return meaning;
  }
}
