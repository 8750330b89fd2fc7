import type { ToolSetup } from "../../../../src/core/reload/reader.ts";

/** `cargo watch -x run` in `/app`. */
export const CARGO_WATCH: ToolSetup = {
  tool: "cargo-watch",
  watching: {
    kind: "paths",
    include: ["/app"],
    ignore: [],
    base: "/app",
    vcsIgnore: true,
    extensions: [],
    unsure: false,
  },
  meanwhile: "nothing",
  tellsBegin: true,
  tellsSuccess: true,
  whileRunning: "restarts",
};

/** `cargo watch -q -x run`: only cargo is heard. */
export const QUIET_CARGO_WATCH: ToolSetup = { ...CARGO_WATCH, tellsBegin: false, endsUntold: true };

/** `watchexec -- cargo run`, without `--restart`. */
export const WATCHEXEC_WITHOUT_RESTART: ToolSetup = {
  ...CARGO_WATCH,
  tool: "watchexec",
  meanwhile: "nothing",
  whileRunning: "ignores",
};

/** `bun --hot src/server.ts` */
export const BUN_HOT: ToolSetup = {
  tool: "bun",
  watching: { kind: "graph" },
  meanwhile: "old",
  tellsBegin: false,
  tellsSuccess: false,
  whileRunning: "restarts",
};

/** `bun --watch src/server.ts` */
export const BUN_WATCH: ToolSetup = { ...BUN_HOT, meanwhile: "nothing" };

/** `vite` */
export const VITE: ToolSetup = {
  tool: "vite",
  watching: { kind: "graph" },
  meanwhile: "nothing",
  tellsBegin: false,
  tellsSuccess: true,
  buildsWhenAsked: true,
  whileRunning: "restarts",
};
