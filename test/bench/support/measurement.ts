import type { Progress } from "../../../tools/support/progress.ts";
import type { Row } from "../row.ts";
import type { BenchEngine } from "./benchEngine.ts";
import type { BenchStack, StackKind } from "./benchStack.ts";

/** What the measurements share; each thing is set up when it is first asked for. */
export interface BenchContext {
  readonly progress: Progress;
  /** What has to be ended even where the measurement does not come to its end; it may have ended already. */
  atEnd(end: () => Promise<void>): void;
  engine(): Promise<BenchEngine>;
  /** 60 running containers of this kind, and no others of the bench. */
  stack(kind: StackKind): Promise<BenchStack>;
}

/** One run of measuring, which gives a row or some that belong together. */
export interface Measurement {
  /** What `npm run bench -- NAME` chooses it by. */
  readonly name: string;
  /** Rejects where it can't be measured here, with a sentence that says why. */
  run(context: BenchContext): Promise<Row[]>;
}
