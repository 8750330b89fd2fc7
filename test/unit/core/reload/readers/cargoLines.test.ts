import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../../../src/core/logs/logLine.ts";
import type { LineReader, ToolSetup } from "../../../../../src/core/reload/reader.ts";
import { cargo } from "../../../../../src/core/reload/readers/cargo.ts";
import { cargoWatch } from "../../../../../src/core/reload/readers/cargoWatch.ts";
import { watchexec } from "../../../../../src/core/reload/readers/watchexec.ts";
import { signalsOf, wordOf } from "../../../../support/recording.ts";
import { CARGO_WATCH } from "../setups.ts";

function told(reader: LineReader, ...lines: readonly string[]): string {
  const line = (text: string): LogLine => ({
    stream: "stderr",
    time: 1,
    bytes: Buffer.from(text),
    broken: false,
  });
  return lines.flatMap((text) => signalsOf(reader, line(text)).map(wordOf)).join(" ");
}

const CONTAINER = {
  createdAt: 0,
  command: [],
  workingDir: "/app",
  tty: false,
  logDriver: "json-file",
  mounts: [],
};
const FINISHED = "    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.25s";
const COMPILING = "   Compiling app v0.1.0 (/app)";
const underCargoWatch = (more: Partial<ToolSetup> = {}): LineReader =>
  cargoWatch.createReader({ ...CARGO_WATCH, ...more });

describe("lines of cargo", () => {
  it.each([
    ['error: could not compile `app` (bin "app") due to 1 previous error; 2 warnings emitted', "failed(1,2)"],
    ["error: could not compile `app` due to 3 previous errors", "failed(3)"],
    ["error: could not compile `app` due to previous error", "failed(1)"],
    ['error: could not compile `app` (bin "app")', "failed"],
    ["error: aborting due to 2 previous errors", ""],
    ["error: process didn't exit successfully: `target/debug/app` (exit status: 1)", ""],
    ["error: failed to parse lock file at: /app/Cargo.lock", "error failed"],
    ["error: the lock file /app/Cargo.lock needs to be updated but --locked was passed", "error failed"],
    ["error: no bin target named `api`", "error failed"],
    ["error: package `x v1.0.0` cannot be built because it requires rustc 1.99", "error failed"],
    ["error: test failed, to rerun pass `--lib`", "crash"],
    ["error[E0425]: cannot find value `x` in this scope", "error"],
    ["error: expected one of `!` or `::`, found `x`", "error"],
    ["errors: 5", ""],
    ["warning: unused variable: `x`", "warning"],
    ["warning: `app` (lib) generated 3 warnings (run `cargo fix`)", ""],
    ["warning: build failed, waiting for other jobs to finish...", ""],
    ["    Blocking waiting for file lock on build directory", "lock"],
    ["    Blocking waiting for file lock on package cache", "lock"],
    ["    Updating git repository `https://example.com/x`", "compile"],
    ["     Running unittests src/lib.rs (target/debug/deps/app-1)", "launch"],
    ["   Doc-tests app", "launch"],
    ["     Running `/app/target/debug/build/app-1/build-script-build`", "compile"],
    ["     Running `rustc --crate-name app --edition=2021 src/main.rs`", "compile"],
    ["memory allocation of 1099511627776 bytes failed", "crash"],
    ["thread 'main' panicked at src/main.rs:1:1:", "crash"],
    ["thread 'tokio-runtime-worker' (7) panicked at src/main.rs:1:1:", ""],
    ["thread 'worker' has overflowed its stack", "crash"],
    ["thread 'rustc' panicked at compiler/x.rs:1:1:", ""],
    ["  thread 'main' panicked at build.rs:2:5:", ""],
    // Not in cargo's column.
    [" Compiling templates", ""],
    ["      Running jobs", ""],
    ["    Finished the import in 3s", ""],
    ['{"reason":"compiler-message","message":{"level":"error","message":"no"}}', "error"],
    [
      '{"reason":"compiler-message","message":{"level":"error","message":"aborting due to 1 previous error"}}',
      "",
    ],
    ['{"reason":"build-finished","success":true}', "built"],
    ['{"reason":"build-finished"', ""],
    ['{"reason":"user left"}', ""],
  ])("%s", (text, expected) => {
    expect(told(cargo.createReader(cargo.usual(CONTAINER)), text)).toBe(expected);
  });

  it("are told from those of the program that runs", () => {
    const reader = underCargoWatch();
    const program = ["error: connection refused", "error: failed to load config", "warning: slow query"];
    expect(
      told(
        reader,
        "[Running 'cargo run']",
        COMPILING,
        FINISHED,
        "     Running `target/debug/app`",
        ...program,
      ),
    ).toBe("begin compile built launch");
    expect(told(reader, "[Running 'cargo run']", "error: unclosed table", " --> Cargo.toml:5:14")).toBe(
      "begin error failed",
    );
  });

  it("count a warning once that a second build prints again", () => {
    const lines = [COMPILING, "warning: unused variable: `x`", "warning: unused variable: `x`", FINISHED];
    expect(told(underCargoWatch(), "[Running 'cargo check && cargo run']", ...lines, ...lines)).toBe(
      "begin compile warning warning built compile built",
    );
  });

  it("count a warning again in a build that began untold", () => {
    const lines = [COMPILING, "warning: unused variable: `x`", FINISHED];
    expect(told(underCargoWatch({ tellsBegin: false }), ...lines, ...lines)).toBe(
      "compile warning built compile warning built",
    );
  });

  it("tell that a build begins anew where nothing else does", () => {
    const reader = underCargoWatch({ tellsBegin: false });
    const lib = "   Compiling lib v0.1.0 (/app/lib)";
    expect(told(reader, lib, COMPILING, COMPILING, FINISHED)).toBe("compile compile begin compile built");
    expect(
      told(reader, COMPILING, "    Blocking waiting for file lock on artifact directory", COMPILING),
    ).toBe("compile begin lock compile");
    expect(told(underCargoWatch(), "[Running 'a']", COMPILING, COMPILING)).toBe("begin compile compile");
  });
});

describe("a watcher's own lines", () => {
  it("are read behind a line that the command has begun", () => {
    expect(
      told(
        underCargoWatch(),
        "[Running 'cargo run']",
        "50 %[Running 'cargo run']",
        "half a line[Finished running. Exit status: 3]",
        // Those are somebody else's.
        "the log says [Running 'cargo check']",
        "[Finished running. Exit status: many]",
      ),
    ).toBe("begin begin end(3)");
    expect(
      told(
        watchexec.createReader({ ...CARGO_WATCH, tool: "watchexec" }),
        "[Running: cargo run [a]]",
        "   Compiling[Command killed by Terminate]",
        "   Compiling[Running: cargo run [a]]",
        "pool [Running: 3 workers]",
        "[Command killed by ForceStop, lasted 2s]",
        "[Command was successful]",
      ),
    ).toBe("begin end begin crash end end(0)");
  });
});
