import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, openLab } from "./support/lab.ts";
import { BUN_SERVER, BUN_SYNTAX_ERROR, BUN_THROWS, bunText, vitePage } from "./support/programs.ts";
import { bunService, viteService } from "./support/services.ts";

/** bun and Vite as most use them: they say little, and all that they say is taken at its word and no more. */
let lab: Lab;

beforeAll(async () => {
  const talking = `${BUN_SERVER}console.log("listening");\n`;
  lab = await openLab({
    files: {
      "watch/server.ts": talking,
      "watch/text.ts": bunText("1"),
      "hot/server.ts": talking,
      "hot/text.ts": bunText("1"),
      ...vitePage("vite"),
    },
    services: (tools) => ({
      watch: bunService(tools, "watch", ["bun", "--watch", "server.ts"]),
      hot: bunService(tools, "hot", ["bun", "--hot", "server.ts"]),
      vite: viteService(tools, "vite"),
    }),
  });
});

afterAll(() => lab?.close());

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;

test.each([
  // Its process waits for an edit, and nothing answers; the other one goes on with what it had.
  ["watch", "nothing", undefined],
  ["hot", "old", "2"],
] as const)("bun --%s: a program that prints a line when it starts", async (name, serving, still) => {
  const change = `${name}/text.ts`;
  await lab.answers(name, "1");
  await lab.is(name, RUNS);

  await lab.replace(change, bunText("2"));
  await lab.answers(name, "2");
  await lab.is(name, { ...RUNS, change, seen: "yes" });

  await lab.replace(change, BUN_SYNTAX_ERROR);
  await lab.is(name, { phase: "failed", errors: 1, serving, change, seen: "yes", verdict: "logs" });
  await lab.answers(name, still);

  await lab.replace(change, bunText("3"));
  await lab.answers(name, "3");
  await lab.is(name, { ...RUNS, change, seen: "yes" });

  await lab.replace(change, BUN_THROWS);
  const thrown = still === undefined ? undefined : "3";
  // Where it had come to listen before the error, it would go on answering.
  await lab.is(name, { phase: "crashed", serving: "unknown", change, seen: "yes", verdict: "logs" });
  await lab.answers(name, thrown);

  await lab.replace(change, bunText("4"));
  await lab.answers(name, "4");
  await lab.is(name, { ...RUNS, change, seen: "yes" });
});

test("Vite: an update, and an error that it says when a page asks", async () => {
  const change = "vite/src/text.ts";
  // The same with a file that is well and with one that is not.
  const NOTED = { phase: "running", serving: "unknown", change, seen: "yes", verdict: "unknown" } as const;
  const page = async () => {
    for (const file of ["/", "/src/main.ts"]) await lab.fetch("vite", file);
    return (await lab.fetch("vite", "/src/text.ts")) ?? "";
  };
  await expect.poll(page, { timeout: 30_000 }).toContain('"1"');
  await lab.is("vite", RUNS);

  await lab.replace(change, bunText("2"));
  await expect.poll(page, { timeout: 30_000 }).toContain('"2"');
  await lab.is("vite", NOTED);

  await lab.replace(change, BUN_SYNTAX_ERROR);
  await lab.is("vite", NOTED);
  await expect.poll(page, { timeout: 30_000 }).toBe("500");
  await lab.is("vite", { ...NOTED, phase: "failed", errors: 1, serving: "nothing", verdict: "logs" });

  await lab.replace(change, bunText("3"));
  await expect.poll(page, { timeout: 30_000 }).toContain('"3"');
  await lab.is("vite", NOTED);
});
