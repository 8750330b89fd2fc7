import { describe, expect, it } from "vitest";
import { vite } from "../../../../../src/core/reload/readers/vite.ts";
import { signalsOf, wordOf } from "../../../../support/recording.ts";

const SETUP = vite.usual({
  createdAt: 0,
  command: ["vite"],
  workingDir: "/app",
  tty: false,
  logDriver: "json-file",
  mounts: [],
});
const UPDATE = "4:02:04 PM [vite] (client) hmr update";
const ERROR = "4:02:10 PM [vite] Internal server error: Transform failed with 1 error:";

function wordsFor(texts: readonly string[]): readonly string[] {
  const reader = vite.createReader(SETUP);
  return texts.map((text) => {
    const line = { stream: "stdout", time: 1, bytes: Buffer.from(text), broken: false } as const;
    return signalsOf(reader, line).map(wordOf).join(" ");
  });
}

describe("an error of Vite's", () => {
  it("stands until its module is updated", () => {
    const words = wordsFor([
      `${UPDATE} /src/a.tsx`,
      ERROR,
      "  File: /app/src/a.tsx:1:17",
      `${UPDATE} /src/b.tsx`,
      `${UPDATE} /src/b.tsx, /src/a.tsx (x2)`,
    ]);
    expect(words).toEqual(["reloaded", "failed(1)", "", "begin failed(1)", "reloaded"]);
  });

  it("of a module that another one takes in stands while only styles are updated", () => {
    const words = wordsFor([
      `${UPDATE} /src/main.ts`,
      ERROR,
      "  File: /app/src/util.ts:1:17",
      `${UPDATE} /src/a.css?direct`,
      `${UPDATE} /src/main.ts`,
    ]);
    expect(words).toEqual(["reloaded", "failed(1)", "", "begin failed(1)", "reloaded"]);
  });

  it("is counted once for each file", () => {
    const words = wordsFor([
      ERROR,
      "  File: /app/src/a.ts:1:17",
      ERROR,
      "  File: /app/src/b.ts:1:17",
      ERROR,
      "  File: /app/src/a.ts:1:17",
      "4:02:04 PM [vite] (client) page reload index.html",
    ]);
    expect(words).toEqual(["failed(1)", "", "failed(1)", "failed(2)", "failed(2)", "", "reloaded"]);
  });

  it("in the configuration stands until the server is started anew", () => {
    const words = wordsFor([
      "16:02:32 [vite] vite.config.ts changed, restarting server...",
      "16:02:32 [vite] server restart failed",
      "16:02:33 [vite] page reload index.html",
      "16:02:34 [vite] vite.config.ts changed, restarting server...",
      "16:02:34 [vite] server restarted.",
    ]);
    expect(words).toEqual(["begin", "failed(1)", "begin failed(1)", "begin", "launch"]);
  });

  it.each(["下午4:02:04 [vite] hmr update /src/main.ts", "4:02:04\u202fPM [vite] hmr update /src/main.ts"])(
    "is told whatever the clock looks like: %s",
    (text) => {
      expect(wordsFor([text])).toEqual(["reloaded"]);
    },
  );
});
