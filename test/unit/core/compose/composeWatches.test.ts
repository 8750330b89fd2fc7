import { beforeEach, describe, expect, it } from "vitest";
import { ComposeWatches } from "../../../../src/core/compose/composeWatches.ts";
import type { ActionResult } from "../../../../src/shared/protocol.ts";

let watches: ComposeWatches;
let told: string[];

beforeEach(() => {
  told = [];
  watches = new ComposeWatches(() => 1_000);
  watches.onDidChange(({ stackId, watch }) => {
    const more = watch.kind === "failed" ? `: ${watch.reason}` : watch.kind === "on" ? ` ${watch.since}` : "";
    told.push(`${stackId} ${watch.kind}${more}`);
  });
});

const never = () => new AbortController().signal;

/** What goes on until it is told to end. */
function lasting(signal: AbortSignal): Promise<ActionResult> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve({ kind: "cancelled" }), { once: true });
  });
}

describe("a watch", () => {
  it("is on until it is cancelled", async () => {
    const abort = new AbortController();
    const result = watches.run("shop", abort.signal, lasting);
    expect(told).toEqual(["shop on 1000"]);
    abort.abort();
    expect(await result).toEqual({ kind: "cancelled" });
    expect(told).toEqual(["shop on 1000", "shop off"]);
  });

  it("has failed where it ends by itself, even without a fault", async () => {
    const summary = "docker compose watch ended by itself and did not say why.";
    expect(await watches.run("shop", never(), async () => ({ kind: "done" }))).toEqual({
      kind: "failed",
      summary,
    });
    await watches.run("mail", never(), async () => ({ kind: "failed", summary: "No." }));
    await expect(
      watches.run("ui", never(), () => Promise.reject(new Error("Not at all."))),
    ).rejects.toThrow();
    expect(told.filter((text) => text.includes("failed"))).toEqual([
      `shop failed: ${summary}`,
      "mail failed: No.",
      "ui failed: Not at all.",
    ]);
  });

  it("is one for a stack; other stacks have their own", async () => {
    const first = watches.run("shop", never(), lasting);
    await expect(watches.run("shop", never(), lasting)).rejects.toThrow("is on already");
    const second = watches.run("mail", never(), lasting);
    await Promise.all([watches.end("shop"), watches.end("mail")]);
    expect(await Promise.all([first, second])).toEqual([{ kind: "cancelled" }, { kind: "cancelled" }]);
    const again = watches.run("shop", never(), lasting);
    expect(told.at(-1)).toBe("shop on 1000");
    await watches.end("shop");
    await again;
  });
});

describe("ending", () => {
  it("resolves when nothing of it is left", async () => {
    const ended = Promise.withResolvers<ActionResult>();
    const aborted = Promise.withResolvers<void>();
    void watches.run("shop", never(), (signal) => {
      signal.addEventListener("abort", () => aborted.resolve(), { once: true });
      return ended.promise;
    });
    let over = false;
    const ending = watches.end("shop").then(() => {
      over = true;
    });
    await aborted.promise;
    expect(over).toBe(false);
    ended.resolve({ kind: "cancelled" });
    await ending;
    expect(told.at(-1)).toBe("shop off");
  });

  it("forgets that it had failed, and says nothing where there was none", async () => {
    await watches.end("shop");
    expect(told).toEqual([]);
    await watches.run("shop", never(), async () => ({ kind: "failed", summary: "No." }));
    await watches.end("shop");
    await watches.end("shop");
    expect(told).toEqual(["shop on 1000", "shop failed: No.", "shop off"]);
  });

  it("is for all of them at the end, and no more begins", async () => {
    const running = watches.run("shop", never(), lasting);
    watches.dispose();
    expect(await running).toEqual({ kind: "cancelled" });
    expect(await watches.run("mail", never(), lasting)).toEqual({ kind: "cancelled" });
  });
});
