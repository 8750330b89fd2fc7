/**
 * What was done in the recordings of `test/streams/reload`, in the words of `wordOf`: first what came by itself, then
 * what came of each thing that was done (`"stream":"done"`).
 */
export type Truth = Readonly<Record<string, readonly string[]>>;

const NOTHING = "";
/** The signal that ended the recording, and the exit. */
const ENDS = [NOTHING, NOTHING];

/** How a command that is run anew shows. */
interface Shows {
  /** Its first line. */
  readonly begin: string;
  /** What a program that runs prints before its own lines. */
  readonly runs: string;
  readonly end: (code: number) => string;
  /** After a build that failed, where that is told otherwise. */
  readonly failed?: (errors: number, warnings: number) => string;
}

/** Ten edits: good, a type error, two errors, mended, a panic, exit 3, a thread's panic, (the port is taken), good, good. */
function edits(first: string, { begin, runs, end, failed = () => end(101) }: Shows): readonly string[] {
  const good = `${begin} compile ${runs}`;
  return [
    first,
    good,
    `${begin} compile error failed(1) ${failed(1, 0)}`,
    `${begin} compile warning error error failed(2,1) ${failed(2, 1)}`,
    `${begin} compile warning ${runs}`,
    `${good} crash ${end(101)}`,
    `${good} ${end(3)}`,
    good,
    NOTHING,
    `${good} crash ${end(101)}`,
    good,
    ...ENDS,
  ].map((signals) => signals.trim().replace(/ +/g, " "));
}

const CARGO_WATCH: Shows = { begin: "begin", runs: "built launch", end: (code) => `end(${code})` };
const UNTOLD_ENDS: Shows = { ...CARGO_WATCH, end: () => "" };
const QUIET: Shows = { ...UNTOLD_ENDS, begin: "" };
const BACON: Shows = {
  begin: "",
  runs: "built launch",
  end: (code) => `end(${code})`,
  failed: (errors, warnings) => `failed(${errors},${warnings}) end`,
};

const GOOD = "begin compile built launch";
const SAME = "begin built launch";
/** cargo makes `target` and `Cargo.lock`, and that is a change, too. */
const TWICE = `${GOOD} ${SAME}`;
const IN_BUILD = `begin compile ${GOOD}`;
const TYPE_ERROR = "begin compile error failed(1) end(101)";
const TWO_ERRORS = "begin compile warning error error failed(2,1) end(101)";

export const CARGO: Truth = {
  abort: ["compile built launch", NOTHING],
  "build-script-fails": ["compile error failed", NOTHING],
  "build-script-warns": ["compile warning built", NOTHING],
  "exit-3": ["compile built launch", NOTHING],
  "lock-file-must-change": ["error failed", NOTHING],
  "lock-wait": ["lock", "compile built launch", ...ENDS],
  "manifest-broken": ["error failed", NOTHING],
  "no-linker": ["compile error failed(1)", NOTHING],
  "no-manifest": ["error failed", NOTHING],
  "no-such-command": ["error failed", NOTHING],
  "no-such-dependency": ["error failed", NOTHING],
  panic: ["compile built launch crash", NOTHING],
  "port-clash": ["compile built launch crash", NOTHING],
  "progress-tty": ["compile built launch", ...ENDS],
  quiet: ["warning", ...ENDS],
  run: ["compile built launch", ...ENDS],
  "run-colour": ["compile warning built launch", ...ENDS],
  "run-tty": ["compile built launch", ...ENDS],
  "stack-overflow": ["compile built launch crash crash", NOTHING],
  "test-fails": ["compile built launch crash", NOTHING],
  "test-passes": ["compile built launch", NOTHING],
  "thread-panic": ["compile built launch", ...ENDS],
  "two-errors-colour": ["compile warning error error failed(2,1)", NOTHING],
  // Once by its own words, once by JSON.
  "two-errors-json": ["compile warning error error failed(2,1) failed", NOTHING],
  "two-errors-tty": ["compile warning error error failed(2,1)", NOTHING],
  "two-errors-warnings": ["compile warning error error failed(2,1)", NOTHING],
  "type-error": ["compile error failed(1)", NOTHING],
  // The compiler is run by cargo, and then the program.
  verbose: ["compile compile built launch", ...ENDS],
  warnings: ["compile warning built", NOTHING],
  "warnings-json": ["compile warning built built launch", ...ENDS],
  workspace: ["compile compile warning built launch", ...ENDS],
  "workspace-two-fail": ["compile warning compile error failed(1)", NOTHING],
};

const CHECK_RUN = edits("begin compile built compile built launch begin built built launch", {
  ...CARGO_WATCH,
  runs: "built compile built launch",
});

export const CARGO_WATCH_8: Truth = {
  "build-script-fails": [TWICE, "begin compile error failed end(101)", GOOD, ...ENDS],
  check: [
    "begin compile built end(0) begin built end(0)",
    TWO_ERRORS,
    "begin compile warning built end(0)",
    "begin compile built end(0)",
    ...ENDS,
  ],
  "check-run": CHECK_RUN,
  clear: edits(TWICE, CARGO_WATCH),
  "clear-tty": edits(TWICE, CARGO_WATCH),
  "lock-file": [
    `begin compile compile built launch ${SAME}`,
    // `Locking` and `Updating` come first.
    `begin compile compile compile compile built launch ${SAME}`,
    `begin compile compile built launch ${SAME}`,
    ...ENDS,
  ],
  "lock-wait": [TWICE, "begin lock", "compile built launch", ...ENDS],
  "manifest-broken": [TWICE, "begin error failed end(101)", SAME, ...ENDS],
  "module-deleted": [
    "begin compile warning built launch begin warning built launch",
    TYPE_ERROR,
    "begin compile warning built launch",
    ...ENDS,
  ],
  "no-linker": [`${TYPE_ERROR} ${TYPE_ERROR}`, ...ENDS],
  // It says that it runs the command again, and waits for the program.
  "no-restart": [GOOD, NOTHING, NOTHING, `end(143) ${GOOD}`, ...ENDS],
  "no-restart-ends": [`${GOOD} end(0) ${SAME} end(0)`, `${GOOD} end(0)`, TYPE_ERROR, ...ENDS],
  poll: edits(GOOD, CARGO_WATCH),
  postpone: [NOTHING, TWICE, ...ENDS],
  quiet: edits("compile built launch built launch", QUIET),
  "quiet-cargo": [
    "begin begin",
    "begin",
    "begin error failed(1) end(101)",
    "begin warning error error failed(2,1) end(101)",
    "begin warning",
    // That it was started shows when it ends.
    "begin crash launch crash end(101)",
    "begin end(3)",
    "begin",
    NOTHING,
    "begin crash launch crash end(101)",
    "begin",
    ...ENDS,
  ],
  // It waits until half a second was quiet.
  "rapid-saves": [TWICE, ...Array<string>(9).fill(NOTHING), GOOD, ...ENDS],
  run: edits(TWICE, CARGO_WATCH),
  "run-colour": edits(TWICE, CARGO_WATCH),
  "run-tty": edits(TWICE, CARGO_WATCH),
  shell: edits(TWICE, CARGO_WATCH),
  test: [
    "begin compile built launch end(0) begin built launch end(0)",
    "begin compile built launch crash end(101)",
    ...ENDS,
  ],
  trailing: edits(TWICE, UNTOLD_ENDS),
  "watch-src": [GOOD, NOTHING, GOOD, ...ENDS],
  "when-idle": [GOOD, NOTHING, NOTHING, "end(143)", GOOD, ...ENDS],
  why: edits(TWICE, CARGO_WATCH),
  workspace: [
    "begin compile compile warning built launch begin warning built launch",
    "begin compile warning compile warning built launch",
    TYPE_ERROR,
    ...ENDS,
  ],
  "7-quiet": edits("compile built launch built launch", QUIET),
  "7-run": edits(TWICE, CARGO_WATCH),
  // It tells the end in this form, too.
  "7-trailing": edits(TWICE, CARGO_WATCH),
};

export const WATCHEXEC: Truth = {
  check: ["begin compile built end(0) begin built end(0)", TWO_ERRORS, "begin compile built end(0)", ...ENDS],
  // Its own error stands in the line that cargo had begun.
  "exits-on-error": [`begin ${GOOD}`, `${GOOD} end(3)`, NOTHING],
  ignores: [GOOD, NOTHING, NOTHING, "end", GOOD, ...ENDS],
  "lock-wait": [`begin ${GOOD}`, "begin lock", "compile built launch", ...ENDS],
  "manifest-broken": [IN_BUILD, "begin error failed end(101)", SAME, ...ENDS],
  "module-deleted": [
    "begin compile warning begin compile warning built launch",
    TYPE_ERROR,
    "begin compile warning built launch",
    ...ENDS,
  ],
  postpone: [NOTHING, IN_BUILD, ...ENDS],
  queue: [GOOD, NOTHING, `end ${GOOD}`, ...ENDS],
  // It restarts for each, within the builds.
  "rapid-saves": [
    IN_BUILD,
    ...Array<string>(2).fill("begin compile"),
    ...Array<string>(2).fill("built launch begin compile"),
    ...Array<string>(5).fill("begin compile"),
    GOOD,
    ...ENDS,
  ],
  restart: edits(IN_BUILD, CARGO_WATCH),
  "restart-clear": edits(IN_BUILD, CARGO_WATCH),
  "restart-colour": edits(GOOD, CARGO_WATCH),
  "restart-quiet": edits("compile begin compile built launch", QUIET),
  "restart-sh": edits(IN_BUILD, CARGO_WATCH),
  "restart-timings": edits(IN_BUILD, CARGO_WATCH),
  "restart-tty": edits(IN_BUILD, CARGO_WATCH),
  signal: ["begin compile end", GOOD, ...ENDS],
  timeout: [`${GOOD} end`, ...ENDS],
};

const BACON_CHECK = [
  "compile built end",
  "compile warning built end",
  "compile error failed(1) failed(1,0) end",
  "compile warning error error failed(2,1) failed(2,1) end",
  "compile built end",
  ...ENDS,
];

export const BACON_3: Truth = {
  check: BACON_CHECK,
  "check-tty": BACON_CHECK,
  clippy: BACON_CHECK,
  default: BACON_CHECK,
  "lock-wait": ["compile built launch", "lock", "compile built launch", ...ENDS],
  "manifest-broken": ["compile built launch", "error failed failed(1,0) end", "built launch", ...ENDS],
  "rapid-saves": [
    ...Array<string>(6).fill("compile built launch"),
    "compile",
    "begin compile built launch",
    ...Array<string>(3).fill("compile built launch"),
    ...ENDS,
  ],
  // It waits for the program's end.
  run: ["compile built launch", NOTHING, NOTHING, NOTHING, NOTHING, ...ENDS],
  "run-ends": [
    "compile built launch end",
    "compile built launch end",
    "compile built launch end(3)",
    "compile error failed(1) failed(1,0) end(101)",
    ...ENDS,
  ],
  "run-long": edits("compile built launch", BACON),
  "run-long-tty": edits("compile built launch", BACON),
  test: [
    "compile built launch end",
    "compile built launch crash crash end",
    "compile error failed(1) failed(1,0) end",
    ...ENDS,
  ],
};
