import { describe, expect, it } from "vitest";
import type { ContainerSetup } from "../../../../../src/core/engine/container.ts";
import type { ToolSetup, WatchedPaths } from "../../../../../src/core/reload/reader.ts";
import { bacon } from "../../../../../src/core/reload/readers/bacon.ts";
import { cargo } from "../../../../../src/core/reload/readers/cargo.ts";
import { cargoWatch } from "../../../../../src/core/reload/readers/cargoWatch.ts";
import { watchexec } from "../../../../../src/core/reload/readers/watchexec.ts";

const TOOLS = { "cargo-watch": cargoWatch, watchexec, bacon, cargo };

function setupOf(tool: keyof typeof TOOLS, command: string | readonly string[]): ToolSetup | undefined {
  const words = typeof command === "string" ? command.split(" ") : command;
  const container: ContainerSetup = {
    createdAt: 0,
    command: words,
    workingDir: "/app",
    tty: false,
    logDriver: "json-file",
    mounts: [],
  };
  return TOOLS[tool].fromCommand(words, container);
}

function watchedBy(tool: keyof typeof TOOLS, command: string | readonly string[]): WatchedPaths {
  const watching = setupOf(tool, command)?.watching;
  if (watching?.kind !== "paths") throw new Error(`${tool} watches no paths`);
  return watching;
}

describe("cargo-watch", () => {
  it.each([
    "cargo watch",
    "cargo +nightly watch -x run",
    "/usr/local/cargo/bin/cargo-watch watch -x run",
    "cargo-watch -x run",
    "tini -- env RUST_LOG=info cargo watch -x run",
    "entrypoint.sh cargo watch -x run",
  ])("is what `%s` starts", (command) => {
    expect(setupOf("cargo-watch", command)?.tool).toBe("cargo-watch");
  });

  it.each(["cargo run", "cargo watchdog", "watchexec cargo watch", "echo cargo watch"])(
    "is not what `%s` starts",
    (command) => {
      expect(setupOf("cargo-watch", command)).toBeUndefined();
    },
  );

  it.each<[string | string[], Partial<ToolSetup>]>([
    [
      "cargo watch -x run",
      { meanwhile: "nothing", tellsBegin: true, tellsSuccess: true, whileRunning: "restarts" },
    ],
    ["cargo watch -qcx run", { tellsBegin: false, endsUntold: true }],
    ["cargo watch --no-restart -x run", { tellsBegin: true, whileRunning: "ignores" }],
    ["cargo watch --watch-when-idle -- cargo run", { tellsBegin: false, whileRunning: "ignores" }],
    ["cargo watch --no-process-group -x run", { meanwhile: "unknown" }],
    [["cargo", "watch", "-x", "run -q"], { tellsSuccess: false }],
    [["cargo", "watch", "-x", "run -- -q"], { tellsSuccess: true }],
    [["cargo", "watch", "-s", "./dev.sh"], { tellsSuccess: false }],
    ["cargo watch -- cargo run", { tellsSuccess: true, endsUntold: true }],
    [["cargo", "watch", "-s", "cargo build && ./target/debug/app"], { startsWhenBuilt: true }],
    [["cargo", "watch", "-x", "build", "-s", "RUST_LOG=info ./target/debug/app"], { startsWhenBuilt: true }],
    [["cargo", "watch", "--", "sh", "-c", "cargo b && exec ./target/debug/app"], { startsWhenBuilt: true }],
  ])("%j", (command, expected) => {
    expect(setupOf("cargo-watch", command)).toMatchObject(expected);
  });

  it.each([
    "cargo check && ./target/debug/app",
    "cargo build; ./target/debug/app",
    "cargo build || ./target/debug/app",
    "cargo build -q && ./target/debug/app",
    "cargo build && cargo run",
    "cargo build & ./target/debug/app",
    "cargo build && sleep 1 && ./target/debug/app",
  ])("does not start a program when `%s` has built", (text) => {
    expect(setupOf("cargo-watch", ["cargo", "watch", "-s", text])).not.toHaveProperty("startsWhenBuilt");
  });

  it("watches what its options name", () => {
    expect(watchedBy("cargo-watch", "cargo watch -x run")).toMatchObject({
      include: ["/app"],
      base: "/app",
      vcsIgnore: true,
      unsure: false,
    });
    expect(
      watchedBy("cargo-watch", "cargo watch -C api -w src --watch=../lib -w /etc/app -x run"),
    ).toMatchObject({
      include: ["/app/api/src", "/etc/app", "/app/lib"],
      base: "/app/api",
    });
    expect(watchedBy("cargo-watch", ["sh", "-c", "cd /srv && cargo watch -w src"])).toMatchObject({
      include: ["/srv/src"],
      base: "/srv",
    });
    expect(watchedBy("cargo-watch", "cargo watch --ignore-nothing")).toMatchObject({
      ignore: [],
      vcsIgnore: false,
    });
    expect(watchedBy("cargo-watch", "cargo watch --no-vcs-ignores")).toMatchObject({ vcsIgnore: true });
    expect(watchedBy("cargo-watch", "cargo watch --no-dot-ignores")).toMatchObject({ vcsIgnore: false });
    expect(watchedBy("cargo-watch", "cargo watch --some-day -x run").unsure).toBe(true);
  });

  it.each([
    ["docs", "**/docs", false],
    ["docs/*", "**/docs/", false],
    ["*.toml", "**/*.toml", false],
    ["**/gen/**", "**/gen/", false],
    ["/app/data", "/data", false],
    ["./docs/x.md", "**/docs/x.md", false],
    // Its `*` matches slashes.
    ["src/*.rs", "**/src/*.rs", true],
    ["{a,b}", "**/{a,b}", true],
  ])("leaves out `%s`", (given, pattern, unsure) => {
    const watched = watchedBy("cargo-watch", ["cargo", "watch", "-i", given]);
    expect(watched.ignore.at(-1)).toBe(pattern);
    expect(watched.unsure).toBe(unsure);
  });
});

describe("watchexec", () => {
  it.each<[string | string[], Partial<ToolSetup>]>([
    [
      "watchexec cargo run",
      { tellsBegin: true, meanwhile: "nothing", whileRunning: "ignores", tellsSuccess: true },
    ],
    ["watchexec -r cargo run", { whileRunning: "restarts", meanwhile: "nothing" }],
    ["watchexec -rc reset -- cargo run", { whileRunning: "restarts", tellsSuccess: true }],
    ["watchexec -r --poll 2s -q -- cargo run", { tellsBegin: false, endsUntold: true, tellsSuccess: true }],
    ["watchexec -o restart cargo run", { whileRunning: "restarts" }],
    ["watchexec --on-busy-update=queue cargo run", { whileRunning: "ignores" }],
    ["watchexec -r --wrap-process=none cargo run", { meanwhile: "unknown" }],
    [["watchexec", "-r", "--", "cargo build && ./target/debug/app"], { startsWhenBuilt: true }],
    [["watchexec", "-rn", "--", "cargo", "run"], { tellsSuccess: true }],
    ["watchexec -r ./dev.sh", { tellsSuccess: false }],
  ])("%j", (command, expected) => {
    expect(setupOf("watchexec", command)).toMatchObject(expected);
  });

  it("watches what its options name", () => {
    expect(
      watchedBy("watchexec", "watchexec -w src -w Cargo.toml -e rs,.toml -i gen cargo run"),
    ).toMatchObject({
      include: ["/app/src", "/app/Cargo.toml"],
      extensions: [".rs", ".toml"],
      ignore: expect.arrayContaining(["gen", ".git"]),
      unsure: false,
    });
    expect(watchedBy("watchexec", ["watchexec", "-f", "*.rs", "cargo", "run"])).toMatchObject({
      extensions: [".rs"],
      unsure: false,
    });
    expect(watchedBy("watchexec", "watchexec --workdir /srv -w src cargo run").include).toEqual(["/srv/src"]);
    expect(watchedBy("watchexec", "watchexec --ignore-nothing cargo run")).toMatchObject({
      ignore: [],
      vcsIgnore: false,
    });
    for (const option of [
      "-f src/**",
      "-F list",
      "-j .x",
      "-W src",
      "--fs-events create",
      "-s HUP",
      "--new",
    ]) {
      expect(watchedBy("watchexec", `watchexec ${option} cargo run`).unsure, option).toBe(true);
    }
  });

  it("does not run anything with --only-emit-events", () => {
    expect(setupOf("watchexec", "watchexec --only-emit-events")).toBeUndefined();
  });
});

describe("bacon", () => {
  it.each<[string, Partial<ToolSetup>]>([
    [
      "bacon --headless",
      { tellsBegin: false, tellsSuccess: true, meanwhile: "nothing", whileRunning: "restarts" },
    ],
    ["bacon --headless -j run", { whileRunning: "ignores", meanwhile: "nothing" }],
    ["bacon run-long --headless", { whileRunning: "restarts", meanwhile: "nothing" }],
    ["bacon --headless -j serve", { meanwhile: "unknown" }],
    // It draws a screen.
    ["bacon -j run-long", { tellsSuccess: false }],
  ])("%s", (command, expected) => {
    expect(setupOf("bacon", command)).toMatchObject(expected);
  });

  it("watches the project", () => {
    expect(watchedBy("bacon", "bacon --headless")).toMatchObject({
      include: ["/app"],
      surely: ["/app/Cargo.toml", "/app/src"],
      unsure: false,
    });
    expect(watchedBy("bacon", "bacon ../api run-long --headless")).toMatchObject({
      include: ["/api"],
      base: "/api",
    });
    expect(watchedBy("bacon", "bacon --headless --watch crates")).toMatchObject({ include: ["/app/crates"] });
    expect(watchedBy("bacon", "bacon --headless -j serve").unsure).toBe(true);
    expect(watchedBy("bacon", "bacon --headless --config-toml x=1").unsure).toBe(true);
  });
});

describe("cargo", () => {
  it.each<[string | string[], Partial<ToolSetup>]>([
    ["cargo run", { watching: { kind: "nothing" }, tellsSuccess: true, meanwhile: "nothing" }],
    ["cargo +nightly --color always run --release", { tellsSuccess: true }],
    ["cargo run -q", { tellsSuccess: false }],
    ["cargo run -- -c app.toml", { tellsSuccess: true }],
    [["sh", "-c", "cargo build && ./target/debug/app"], { startsWhenBuilt: true }],
  ])("%j", (command, expected) => {
    expect(setupOf("cargo", command)).toMatchObject(expected);
  });

  it.each(["cargo watch -x run", "cargo fetch", "cargo leptos watch", "./app"])(
    "is not what `%s` starts",
    (command) => {
      expect(setupOf("cargo", command)).toBeUndefined();
    },
  );
});

describe("what only one of them prints", () => {
  it.each([
    ["[Running 'cargo run']", "cargo-watch"],
    ["[Finished running. Exit status: 101]", "cargo-watch"],
    ["[Running: cargo run]", "watchexec"],
    ["[Command exited with 101, lasted 12s]", "watchexec"],
    [" app  check   2 errors    1 warning  ", "bacon"],
    ["   Compiling app v0.1.0 (/app)", "cargo"],
    ["    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.25s", "cargo"],
    ["[Running 3 workers]", undefined],
    ["   Compiling templates", undefined],
    ["error: no", undefined],
  ])("%s", (text, expected) => {
    const tools = Object.values(TOOLS).filter((tool) => tool.isTypical(text));
    expect(tools.map(({ tool }) => tool)).toEqual(expected === undefined ? [] : [expected]);
  });
});
