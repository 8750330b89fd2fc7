import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunOptions, RunResult } from "../../../../../src/core/base/process.ts";
import { createBuildxHistory } from "../../../../../src/core/build/found/buildxHistory.ts";
import { hasHistory } from "../../../../../src/core/build/found/buildxVersion.ts";
import { decodeInspected } from "../../../../../src/core/build/found/inspected.ts";

const FOLDER = path.join(import.meta.dirname, "../../../../streams/buildkit/found");
const recorded = (name: string) => readFileSync(path.join(FOLDER, `buildx029-${name}`), "utf8");
const inspected = (name: string) => decodeInspected(recorded(`inspect-${name}.json`));

describe("what `history inspect` tells", () => {
  test("of a build by Compose: whose it is, its times in milliseconds, its image", () => {
    expect(inspected("compose")).toEqual({
      status: "completed",
      startedAt: Date.parse("2026-11-21T07:40:18.279Z"),
      completedAt: Date.parse("2026-11-21T07:40:18.298Z"),
      duration: 18.930872,
      completedSteps: 8,
      totalSteps: 8,
      cachedSteps: 4,
      labels: {
        "com.docker.compose.project": "p",
        "com.docker.compose.service": "app",
        "com.docker.compose.version": "2.40.3",
      },
      arguments: {},
      bases: [],
      imageIds: ["sha256:16855862437443afbb017d96480648798bbcc1345e8c83eb3cd4c9e72b780bf4"],
    });
  });

  test("of a failing command: its step, its words, and the excerpt of the Dockerfile", () => {
    expect(inspected("failed")).toMatchObject({
      status: "failed",
      error: {
        message:
          'process "/bin/sh -c echo about to fail &&     exit 101" did not complete successfully: exit code: 101',
        name: "[3/3] RUN echo about to fail &&     exit 101",
        logs: ["about to fail"],
        source: expect.stringMatching(
          /^Dockerfile\.bad:4\n-+\n {3}3 \| {5}RUN .*\n {3}4 \| >>> RUN echo about/,
        ),
      },
    });
  });

  test("of a Dockerfile that can't be parsed: no step", () => {
    const { error } = inspected("syntax") ?? {};
    expect(error).toEqual({
      message: "dockerfile parse error on line 2: unknown instruction: FRM (did you mean FROM?)",
      source: expect.stringContaining(">>> FRM x"),
      logs: [],
    });
  });

  test("of a stage: its name, and the base image with its digest", () => {
    expect(inspected("stage")).toMatchObject({
      target: "s2",
      bases: [
        "devloop-test/busybox:4b76797a81a8@sha256:d2cff6f2b4a6dbfd2dc278aa1daf6158a957eef72d500f9d88966cd3178fc489",
      ],
    });
  });

  test("of a cancelled one and one under way", () => {
    const cancelled = { status: "cancelled", error: { message: "context canceled", logs: [] } };
    expect(inspected("cancelled")).toMatchObject({ ...cancelled, arguments: { MODE: "fast" } });
    const running = inspected("running");
    expect(running).toMatchObject({ status: "running", target: "dev", totalSteps: 0 });
    expect(running).not.toHaveProperty("completedAt");
    expect(running).not.toHaveProperty("error");
  });

  test("base images as package URLs name them", () => {
    const told = JSON.parse(recorded("inspect-stage.json"));
    const materials = [
      { URI: "pkg:docker/docker/dockerfile@1", Digests: ["sha256:a"] },
      { URI: "pkg:docker/ghcr.io/o/n@3.21%2B1?platform=linux%2Famd64", Digests: ["sha256:b"] },
      { URI: "pkg:docker/alpine?digest=sha256:c&platform=x", Digests: ["sha256:c"] },
      { URI: "pkg:docker/local@1" },
      { URI: "https://example.com/a.git#main", Digests: ["sha1:d"] },
      { URI: "pkg:docker/%ZZ@%", Digests: ["sha256:e"] },
      null,
      7,
    ];
    expect(decodeInspected(JSON.stringify({ ...told, Materials: materials }))?.bases).toEqual([
      "docker/dockerfile:1@sha256:a",
      "ghcr.io/o/n:3.21+1@sha256:b",
      "alpine@sha256:c",
      "%ZZ:%@sha256:e",
    ]);
  });

  test("anything else is nothing, and a field that is not as expected takes nothing else with it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeInspected(text)).toBeUndefined();
      }),
    );
    const told: object = JSON.parse(recorded("inspect-compose.json"));
    const fields = [
      "Labels",
      "Materials",
      "Attachments",
      "Error",
      "Duration",
      "BuildArgs",
      "CompletedAt",
      "Target",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const read = decodeInspected(JSON.stringify({ ...told, [field]: value }));
        expect(read).toMatchObject({ status: "completed", cachedSteps: 4 });
      }),
    );
  });
});

test("which buildx has a history that programs can read", () => {
  const version = (number: string) => `github.com/docker/buildx ${number} 0.29.1+ds1-4\n`;
  const having = ["v0.21.0", "0.29.1+ds1", "v0.30.0-desktop.1", "v1.0.0", "v10.2.3"];
  expect(having.map((each) => hasHistory(version(each)))).toEqual(having.map(() => true));
  const lacking = ["v0.20.1", "0.13.1+ds1", "v0.9.0"];
  expect(lacking.map((each) => hasHistory(version(each)))).toEqual(lacking.map(() => false));
  expect(hasHistory("docker: 'buildx' is not a docker command.")).toBe(false);
});

/** What buildx prints, piece by piece, and how it ends. */
interface Answer {
  readonly stdout?: readonly string[];
  readonly stderr?: readonly string[];
  readonly exitCode?: number;
}

/** A buildx that gives one answer after the other, the last one again and again. */
function lab(...answers: readonly Answer[]) {
  const asked: string[] = [];
  const versions: unknown[] = [];
  let version: Answer | "fails" = { stdout: ["github.com/docker/buildx v0.29.1 x"] };
  const run = async ({ args, signal, onOutput }: RunOptions): Promise<RunResult> => {
    if (args[1] === "version") versions.push(version);
    else asked.push(args.join(" "));
    if (version === "fails") throw new Error("There is no docker.");
    const answer = args[1] === "version" ? version : answers[Math.min(asked.length, answers.length) - 1];
    const { stdout = [], stderr = [], exitCode = 0 } = answer ?? {};
    for (const text of stdout) await onOutput?.(text, "stdout");
    for (const text of stderr) await onOutput?.(text, "stderr");
    const cancelled = signal?.aborted === true;
    return { cancelled, exitCode, stdout: stdout.join(""), stderr: stderr.join(""), dropped: 0 };
  };
  const history = createBuildxHistory({
    runner: { run },
    docker: async () => "/usr/bin/docker",
    env: () => ({}),
    waits: [1, 1, 1, 1],
  });
  const is = (told: Answer | "fails") => {
    version = told;
  };
  return { history, asked, versions, is };
}

const MISSING: Answer = { stderr: ["ERROR: no rec", 'ord found for ref "one"\n'], exitCode: 1 };
const ID = "far/far0/one";
const signal = () => new AbortController().signal;

describe("asking buildx", () => {
  test("for a build's progress, on whichever stream it comes, of the builder that built it", async () => {
    for (const stream of ["stdout", "stderr"] as const) {
      const { history, asked } = lab({ [stream]: ["\n", '{"vertexes":', "[]}\n", "WARNING: what?\n"] });
      let text = "";
      const onText = (piece: string) => {
        text += piece;
      };
      expect(await history.follow(ID, signal(), onText)).toBe("read");
      expect(text.trim()).toBe('{"vertexes":[]}\nWARNING: what?');
      expect(asked).toEqual(["buildx history logs --progress rawjson --builder far -- one"]);
    }
  });

  test("it waits for a build that the engine does not know yet, and says nothing of that", async () => {
    const { history, asked } = lab(MISSING, MISSING, { stderr: ["{}"] });
    const texts: string[] = [];
    expect(await history.follow(ID, signal(), (text) => void texts.push(text))).toBe("read");
    expect(texts).toEqual(["{}"]);
    expect(asked).toHaveLength(3);
  });

  test("a build that never gets known is missing, and so is one of a builder that is gone", async () => {
    const { history, asked } = lab(MISSING);
    expect(await history.follow(ID, signal(), () => expect.unreachable())).toBe("missing");
    expect(asked).toHaveLength(5);
    expect(await history.inspect(ID, signal())).toBeUndefined();
    const deleted = lab({ stderr: ["ERROR: ref one is deleted: file does not exist\n"], exitCode: 1 });
    expect(await deleted.history.inspect(ID, signal())).toBeUndefined();
    const gone = lab({ stderr: ['ERROR: no builder "far" found\n'], exitCode: 1 });
    expect(await gone.history.inspect(ID, signal())).toBeUndefined();
  });

  test("what else goes wrong is said in buildx's words", async () => {
    const { history } = lab({ stderr: ["{}\nERROR: failed to dial\n"], exitCode: 1 });
    await expect(history.follow(ID, signal(), () => {})).rejects.toThrow("said: failed to dial");
    await expect(history.inspect(ID, signal())).rejects.toThrow("failed to dial");
    await expect(lab({ exitCode: 3 }).history.inspect(ID, signal())).rejects.toThrow("ended with code 3");
    await expect(lab({ stdout: ["{}"] }).history.inspect(ID, signal())).rejects.toThrow("something else");
  });

  test("ends as it is called off, also between two tries", async () => {
    const abort = new AbortController();
    const { history, asked } = lab(MISSING);
    const following = history.follow(ID, abort.signal, () => {});
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error("called off"));
    await expect(following).rejects.toThrow();
    expect(asked).toHaveLength(2);
    await expect(history.inspect(ID, abort.signal)).rejects.toThrow("called off");
  });

  test("which version it is once, until it may be another", async () => {
    const { history, versions, is } = lab();
    expect(await Promise.all([history.supported(signal()), history.supported(signal())])).toEqual([
      true,
      true,
    ]);
    expect(versions).toHaveLength(1);
    is({ exitCode: 1 });
    history.forget();
    expect(await history.supported(signal())).toBe(false);
  });

  test("which version it is again where nobody was told", async () => {
    const { history, versions, is } = lab();
    is("fails");
    await expect(history.supported(signal())).rejects.toThrow("There is no docker");
    is({ stdout: ["github.com/docker/buildx v0.29.1 x"] });
    await expect(history.supported(AbortSignal.abort())).rejects.toThrow();
    expect(await history.supported(signal())).toBe(true);
    expect(versions).toHaveLength(2);
  });

  test("that has no history for nothing: it prints its help, and calls that a success", async () => {
    const { history, asked, is } = lab({ stdout: ["{}"] });
    is({ stdout: ["github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3"] });
    expect(await history.follow(ID, signal(), () => expect.unreachable())).toBe("missing");
    expect(asked).toEqual([]);
  });
});
