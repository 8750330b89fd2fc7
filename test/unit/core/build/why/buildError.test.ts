import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { buildError } from "../../../../../src/core/build/why/buildError.ts";
import type { ErrorFacts } from "../../../../../src/core/build/why/facts.ts";
import { FOLDER, graphOf } from "./recorded.ts";

const STREAMS = path.join(FOLDER, "..");
const DOCKERFILE = "/home/me/shop/Dockerfile";

interface Recorded {
  readonly dockerfile: string;
  readonly inspect: {
    readonly Message: string;
    readonly Name?: string;
    readonly Logs?: string[];
    readonly Sources?: string;
  };
  readonly progress: string;
  readonly previous: { readonly stdout: string; readonly stderr: string };
}

function recorded(name: string): { readonly current: ErrorFacts; readonly previous: ErrorFacts } {
  const file: Recorded = JSON.parse(readFileSync(path.join(FOLDER, "errors", `${name}.json`), "utf8"));
  const place = { dockerfile: DOCKERFILE, dockerfileText: file.dockerfile };
  const { Message, Name, Logs = [], Sources } = file.inspect;
  const error = {
    message: Message,
    logs: Logs,
    ...(Name === undefined ? {} : { name: Name }),
    ...(Sources === undefined ? {} : { source: Buffer.from(Sources, "base64").toString() }),
  };
  return {
    current: { ...place, graph: graphOf(file.progress), inspected: { error } },
    previous: { ...place, graph: graphOf(file.previous.stdout), output: file.previous.stderr },
  };
}

const EXPECTED = {
  run: {
    message: "The command ended with exit code 7.",
    step: 'RUN echo "hello world"; echo "second world" >&2; exit 7',
    place: { file: DOCKERFILE, line: 5, column: 1 },
    endLine: 8,
    lastLines: expect.arrayContaining(["hello world", "second world"]),
  },
  heredoc: {
    message: "The command ended with exit code 9.",
    step: "RUN <<EOF (set -e...)",
    place: { file: DOCKERFILE, line: 2, column: 1 },
    endLine: 6,
    lastLines: ["one"],
  },
  copy: {
    message: "/nope.toml was not found.",
    step: "COPY nope.toml present /app/",
    place: { file: DOCKERFILE, line: 2, column: 1 },
    endLine: 2,
    lastLines: [],
  },
  from: {
    message: "/nope/app was not found in the stage that it is copied from.",
    step: "COPY --from=a /nope/app /app",
    place: { file: DOCKERFILE, line: 4, column: 1 },
    endLine: 4,
    lastLines: [],
  },
  bind: {
    message: "/nodir was not found.",
    step: "RUN --mount=type=bind,source=nodir,target=/x echo hi",
    place: { file: DOCKERFILE, line: 2, column: 1 },
    endLine: 2,
    lastLines: [],
  },
  c127: {
    message: "The command ended with exit code 127.",
    step: "RUN no-such-cmd",
    place: { file: DOCKERFILE, line: 2, column: 1 },
    endLine: 2,
    lastLines: ["/bin/sh: no-such-cmd: not found"],
  },
  execform: {
    message: "The command ended with exit code 1.",
    step: 'RUN ["/no/such"]',
    place: { file: DOCKERFILE, line: 2, column: 1 },
    endLine: 2,
    lastLines: [
      'runc run failed: unable to start container process: exec: "/no/such": stat /no/such: no such file or directory',
    ],
  },
} as const;

describe.each(Object.entries(EXPECTED))("a failing build, %s", (name, expected) => {
  const { current, previous } = recorded(name);

  it("by buildx's history", () => expect(buildError(current)).toEqual(expected));
  it("by Compose 2.26's own output", () => expect(buildError(previous)).toEqual(expected));
  it("by its progress alone", () => {
    const { dockerfile, dockerfileText, graph } = { dockerfile: "", dockerfileText: "", ...current };
    expect(buildError({ dockerfile, dockerfileText, graph })).toEqual(expected);
  });
});

describe("a syntax error has no step", () => {
  const { current, previous } = recorded("parse");
  const message = "Unknown instruction: COPPY (did you mean COPY?).";
  const place = { file: DOCKERFILE, line: 2, column: 1 };

  it("by buildx's history", () => {
    expect(buildError(current)).toEqual({ message, step: "COPPY a b", place, endLine: 2, lastLines: [] });
  });
  it("by Compose 2.26's own output", () =>
    expect(buildError(previous)).toEqual({ message, place, lastLines: [] }));
});

/** What buildx and Compose print: as the command's output, and read as its progress. */
describe.each([
  [
    "fail-127-plain.txt",
    3,
    "The command ended with exit code 127.",
    "RUN cargo build",
    ["/bin/sh: cargo: not found"],
  ],
  [
    "fail-bindmount-plain.txt",
    4,
    "/nodir was not found.",
    "RUN --mount=type=bind,source=nodir,target=/x echo hi",
    [],
  ],
  [
    "fail-copyfrom-plain.txt",
    4,
    "/nope was not found in the stage that it is copied from.",
    "COPY --from=base /nope/app /app",
    [],
  ],
  ["fail-dockerignore-plain.txt", 8, "/payload.bin was not found.", "COPY payload.bin ./", []],
  ["fail-missing-plain.txt", 2, "/missing.toml was not found.", "COPY missing.toml Cargo.lock /app/", []],
  ["fail-nodockerfile.txt", undefined, "There is no file D.zzz.", undefined, []],
  [
    "fail-nostage-plain.txt",
    2,
    "The image buildr can't be pulled (no such host).",
    "COPY --from=buildr /x /y",
    [],
  ],
  ["fail-notarget.txt", undefined, 'The Dockerfile has no stage "nope".', undefined, []],
  ["fail-parse-plain.txt", 2, "Unknown instruction: COPPY (did you mean COPY?).", "COPPY busybox /app", []],
  ["fail-pull-plain.txt", 1, "The image node:20 can't be pulled (no such host).", "FROM node:20", []],
  [
    "fail-run-plain.txt",
    7,
    "The command ended with exit code 101.",
    expect.stringMatching(/^RUN set -e; echo "error\[E0308\].* exit 101$/),
    ["error[E0308]: mismatched types", "  --> src/main.rs:3:5"],
  ],
  [
    "compose240-build-fail.stderr",
    4,
    "The command ended with exit code 101.",
    "RUN echo about to fail && …",
    [],
  ],
] as const)("%s", (name, line, message, step, lastLines) => {
  const text = readFileSync(path.join(STREAMS, name), "utf8");
  // Compose's `--progress json` wraps what it says.
  const output = name.endsWith(".stderr") ? unpacked(text) : text;
  const named = /^(\S+):\d+\n+-{20}$/m.exec(output)?.[1] ?? "Dockerfile";

  test.each([
    ["printed", graphOf(""), output],
    ["as progress", graphOf(output), undefined],
  ])("%s", (_, graph, printed) => {
    const error = buildError({
      graph,
      dockerfile: `/home/me/shop/${named}`,
      ...(printed === undefined ? {} : { output: printed }),
    });
    expect(error?.message).toBe(message);
    expect(error?.step).toEqual(step);
    expect(error?.place?.line).toBe(line);
    expect(error?.lastLines).toEqual(lastLines);
  });
});

function unpacked(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const said: { readonly message?: string } = line.startsWith("{") ? JSON.parse(line) : {};
      return said.message ?? [];
    })
    .join("\n");
}

it("Compose's empty lines between the excerpt's don't count", () => {
  const output = readFileSync(path.join(STREAMS, "fail-run-plain.txt"), "utf8").replaceAll("\n", "\n\n");
  expect(buildError({ graph: graphOf(""), output, dockerfile: "/x/D.fail" })).toMatchObject({
    place: { line: 7 },
    endLine: 9,
  });
});

it("another Dockerfile's excerpt in the same output is none of this one's", () => {
  const output = readFileSync(path.join(STREAMS, "fail-run-plain.txt"), "utf8");
  expect(buildError({ graph: graphOf(""), output, dockerfile: "/x/Dockerfile" })?.place).toBeUndefined();
});

it("without a file on this machine there is no place", () => {
  const { current } = recorded("run");
  const { dockerfile: _, ...remote } = current;
  expect(buildError(remote)).not.toHaveProperty("place");
});

it("an image that Compose 2.26 can't pull is found where its argument names it", () => {
  const output =
    "failed to solve: rust:9: failed to resolve source metadata for docker.io/library/rust:9: no such host\n";
  const dockerfileText = `ARG TAG=1\nFROM debian AS base\n\n  FROM rust:\${TAG} AS build\nRUN true\n`;
  expect(buildError({ graph: graphOf(""), output, dockerfile: DOCKERFILE, dockerfileText })).toEqual({
    message: "The image rust:9 can't be pulled (no such host).",
    place: { file: DOCKERFILE, line: 4, column: 3 },
    endLine: 4,
    lastLines: [],
  });
});

it("secrets are hidden, escapes stripped, and only the last lines kept", () => {
  const { current } = recorded("c127");
  const [vertex] = [...current.graph.vertexes.values()].filter(({ error }) => error !== undefined);
  if (vertex === undefined) throw new Error("One has failed.");
  const lastLines = [
    ...Array.from({ length: 30 }, (_, index) => `line ${index}`),
    "\u001b[31mred\u001b[0m",
    "API_TOKEN=abc",
    "",
    "10 %\r20 %",
  ];
  const graph = { ...current.graph, vertexes: new Map([[vertex.digest, { ...vertex, lastLines }]]) };
  const error = buildError({ ...current, graph });
  expect(error?.lastLines).toHaveLength(20);
  expect(error?.lastLines.slice(-3)).toEqual(["red", "API_TOKEN=***", "20 %"]);
});

it("says nothing where nothing failed", () => {
  expect(buildError({ graph: graphOf("") })).toBeUndefined();
});

it("never throws, whatever was printed", () => {
  const files = readdirSync(STREAMS).filter((file) => file.startsWith("fail-"));
  const lines = files.flatMap((file) => readFileSync(path.join(STREAMS, file), "utf8").split("\n"));
  const output = fc.array(fc.oneof(fc.constantFrom(...lines), fc.string())).map((some) => some.join("\n"));
  fc.assert(
    fc.property(output, output, (printed, dockerfileText) => {
      const error = buildError({
        graph: graphOf(printed),
        output: printed,
        dockerfile: DOCKERFILE,
        dockerfileText,
      });
      if (error === undefined) return;
      expect(error.message).not.toMatch(/\n/);
      expect(error.lastLines.length).toBeLessThanOrEqual(20);
    }),
  );
});
