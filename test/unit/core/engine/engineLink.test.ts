import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { createEngineClient } from "../../../../src/core/engine/client.ts";
import type { EndpointResolution } from "../../../../src/core/engine/endpoint.ts";
import { Engine } from "../../../../src/core/engine/engine.ts";
import { EngineLink } from "../../../../src/core/engine/engineLink.ts";
import { FakeEngine } from "./support/fakeEngine.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a machine without an engine is looked at again, and stays told as one meanwhile", async () => {
  vi.useFakeTimers();
  let looks = 0;
  const link = new EngineLink(
    {
      resolve: async () => {
        looks++;
        return { kind: "none", reason: "No Docker engine was found.", advice: "Start Docker." };
      },
      identify: async () => "",
      open: () => {
        throw new Error("There is nothing to open.");
      },
    },
    SILENT,
  );
  const kinds: string[] = [];
  link.onDidChangeState(({ kind }) => kinds.push(kind));
  await link.connect({ context: "", host: "" });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looks).toBeGreaterThan(3);
  expect(new Set(kinds)).toEqual(new Set(["unreachable"]));

  link.disconnect();
  expect(link.state.kind).toBe("idle");
  const before = looks;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looks).toBe(before);
  link.dispose();
});

describe("what Docker was told has changed", () => {
  let fake: FakeEngine;
  let link: EngineLink;
  /** What is found now, and what is the same in two findings. */
  let found: EndpointResolution;
  let identity: string;
  let opened: number;

  beforeEach(async () => {
    fake = await FakeEngine.start();
    found = { kind: "found", endpoint: fake.endpoint };
    identity = "a";
    opened = 0;
    link = new EngineLink(
      {
        resolve: async () => found,
        identify: async () => identity,
        open: ({ endpoint }) => {
          opened++;
          const client = createEngineClient({ endpoint, env: {}, homeDir: "/nowhere" });
          return new Engine({ endpoint, client, logger: SILENT });
        },
      },
      SILENT,
    );
    await link.connect({ context: "", host: "" });
    await connected();
  });

  afterEach(async () => {
    link.dispose();
    await fake.remove();
  });

  async function connected(): Promise<void> {
    while (link.state.kind !== "connected")
      await new Promise<void>((resolve) => {
        const subscription = link.onDidChangeState(() => {
          subscription.dispose();
          resolve();
        });
      });
  }

  test("and comes to the same: the connection stays", async () => {
    const { engine } = link;
    await link.lookAgain();
    expect(link.engine).toBe(engine);
    expect(opened).toBe(1);
    expect(link.state.kind).toBe("connected");
  });

  test("and comes to another: it is connected anew", async () => {
    identity = "b";
    await link.lookAgain();
    await connected();
    expect(opened).toBe(2);
    // And that is the one that counts from now on.
    await link.lookAgain();
    expect(opened).toBe(2);
  });

  test("and comes to none: that is said, and the engine is let go of", async () => {
    found = { kind: "none", reason: "There is no such context.", advice: "Choose another." };
    await link.lookAgain();
    expect(link.engine).toBeUndefined();
    expect(link.state).toMatchObject({ kind: "unreachable", reason: "There is no such context." });
    found = { kind: "found", endpoint: fake.endpoint };
    await link.lookAgain();
    await connected();
    expect(opened).toBe(2);
  });

  test("is nothing to one that was let go of", async () => {
    link.disconnect();
    identity = "b";
    await link.lookAgain();
    expect(opened).toBe(1);
    expect(link.state.kind).toBe("idle");
  });

  test("the same choice again connects to nothing anew, another does", async () => {
    await link.connect({ context: "", host: "" });
    expect(opened).toBe(1);
    await link.connect({ context: "box", host: "" });
    expect(opened).toBe(2);
  });
});
