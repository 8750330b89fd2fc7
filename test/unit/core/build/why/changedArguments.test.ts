import fc from "fast-check";
import { expect, it, test } from "vitest";
import {
  changedArguments,
  differsBy,
  imageArguments,
  seenArguments,
} from "../../../../../src/core/build/why/changedArguments.ts";

const DOCKERFILE = `ARG BASE=rust
FROM $BASE AS chef
ARG EARLY=1
FROM chef AS build
ARG NAMED VERSION="1 2"
RUN make
ARG LATE
RUN more
FROM debian
ARG OTHER
RUN last
`;

test.each([
  ["build", 1, 2, "RUN make", ["EARLY", "NAMED", "VERSION"]],
  ["build", 2, 2, "RUN more", ["EARLY", "LATE", "NAMED", "VERSION"]],
  ["stage-2", 2, 2, "RUN last", ["OTHER"]],
])("[%s %i/%i] %s sees %j", (stage, number, of, text, expected) => {
  expect([...(seenArguments(DOCKERFILE, { stage, number, of, text }) ?? [])].sort()).toEqual(expected);
});

it("a step that is not in the file sees nobody knows what", () => {
  expect(seenArguments(DOCKERFILE, { stage: "build", number: 9, of: 9, text: "RUN x" })).toBeUndefined();
});

it("the images are named by what stands before the first stage", () => {
  expect([...imageArguments(DOCKERFILE)]).toEqual(["BASE"]);
});

it("arguments that changed, came or went; proxies are no part of what the cache sees", () => {
  const previous = { arguments: { SAME: "1", OLD: "1", GONE: "1", http_proxy: "a" }, bases: [], steps: [] };
  expect(
    changedArguments({ arguments: { SAME: "1", OLD: "2", NEW: "", http_proxy: "b" }, previous }),
  ).toEqual([
    { name: "GONE", before: "1" },
    { name: "NEW", now: "" },
    { name: "OLD", before: "1", now: "2" },
  ]);
});

test.each([
  ["RUN echo 2", "RUN echo 1", "1", "2", true],
  ["RUN echo 2 2.0", "RUN echo 1 2.0", "1", "2", true],
  ["RUN echo 22", "RUN echo 11", "1", "2", true],
  ["RUN echo 2 and more", "RUN echo 1", "1", "2", false],
  ["RUN echo 2", "RUN print 1", "1", "2", false],
  ["RUN echo 2", "RUN echo 2", "1", "2", false],
  ["RUN echo x", "RUN echo ", "", "x", true],
  ["RUN echo ", "RUN echo x", "x", "", true],
  ["RUN echo x", "RUN echo its default", undefined, "x", true],
  ["RUN echo its default", "RUN echo x", "x", undefined, true],
  ["RUN echo", "RUN echo x", undefined, "", false],
])("%j from %j by %j → %j: %s", (text, before, old, now, expected) => {
  const change = {
    name: "A",
    ...(old === undefined ? {} : { before: old }),
    ...(now === undefined ? {} : { now }),
  };
  expect(differsBy(text, before, change)).toBe(expected);
});

it("any text with the one value is told from that with the other, without taking ages", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 4 }), { maxLength: 20 }),
      fc.string(),
      fc.string(),
      (parts, before, now) => {
        const [old, own] = [parts.join(before), parts.join(now)];
        if (old === own || parts.length < 2) return;
        expect(differsBy(own, old, { name: "A", before, now })).toBe(true);
      },
    ),
  );
  const long = "a".repeat(20_000);
  expect(differsBy(long, `${long}b`, { name: "A", before: "", now: "a" })).toBe(false);
});
