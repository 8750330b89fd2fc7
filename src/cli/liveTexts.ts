import type { BuildBrief, LiveBuild } from "../shared/builds.ts";
import { RESULTS } from "./buildWords.ts";
import { clockText } from "./duration.ts";
import { plain } from "./plain.ts";

/** A run while it lasts. */
export interface RunView {
  /** What is done, where no build of it has been seen yet: `building shop`. */
  readonly title: string;
  readonly since: number;
  readonly live: readonly LiveBuild[];
  /** Those of its builds that have ended. */
  readonly ended: readonly BuildBrief[];
  /** The user has interrupted, and it has not ended yet. */
  readonly cancelling: boolean;
}

/** More are counted: a terminal can only be written over as far as it reaches. */
const MOST_LINES = 8;

/** A clock shows no less. */
const SHORTEST_MS = 1_000;

/** A line a build: those that have ended, then those under way. @param now milliseconds since the epoch */
export function liveLines({ title, since, live, ended, cancelling }: RunView, now: number): string[] {
  const end = cancelling ? " · cancelling" : "";
  if (live.length + ended.length === 0) return [`${plain(title)} · ${clockText(now - since)}${end}`];
  const lines = [
    ...ended.toSorted((left, right) => left.startedAt - right.startedAt).map(endedParts),
    ...live.map((build) => liveParts(build, now, since, end)),
  ];
  const width = Math.max(...lines.map(({ name }) => name.length));
  // Those under way are what is waited for.
  const shown = lines.slice(-MOST_LINES).map(({ name, text }) => `${name.padEnd(width)} ${text}`);
  return lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`, ...shown] : shown;
}

interface Line {
  readonly name: string;
  readonly text: string;
}

/** `5/9 RUN cargo build · 0:42 of ~2:10` */
function liveParts(build: LiveBuild, now: number, since: number, end: string): Line {
  const { services, name, done, total, running, usual, startedAt } = build;
  const step = [...(total > 0 ? [`${done}/${total}`] : []), ...(running === undefined ? [] : [running])];
  // BuildKit's clock may be another machine's.
  const elapsed = clockText(Math.min(now - startedAt, now - since));
  const time = usual === undefined || usual < SHORTEST_MS ? elapsed : `${elapsed} of ~${clockText(usual)}`;
  return {
    name: plain(services.join(", ") || name),
    text: plain(`${step.length === 0 ? "begun" : step.join(" ")} · ${time}${end}`),
  };
}

function endedParts({ services, name, result, duration }: BuildBrief): Line {
  return {
    name: plain(services.join(", ") || name),
    text: `${RESULTS[result]} · ${clockText(duration)}`,
  };
}
