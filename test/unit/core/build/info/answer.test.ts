import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswer } from "../../../../../src/core/build/info/answer.ts";
import type { Literal } from "../../../../../src/core/build/info/literal.ts";
import { objectsIn } from "../../../../../src/core/build/info/objectText.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const clean = { id: COMMIT, dirty: false };

describe("what an address answers", () => {
  test.each([
    [
      "the sample's backend",
      `{"name":"shop-backend","version":"0.1.0","commit":"${COMMIT}","buildDate":"2026-11-21T09:00:00Z"}`,
    ],
    [
      "the sample's page",
      `window.__BUILD_INFO__ = {"name":"shop-ui","commit":"${COMMIT}","buildDate":"2026-11-21T09:00:00Z"};\n`,
    ],
    ["a script", `globalThis.x={commit:'${COMMIT}',buildDate:"2026-11-21T09:00:00Z",}`],
    [
      "a module",
      `export default {\n  // of the build\n  commit: \`${COMMIT}\`, /* when */ 'build-date': "2026-11-21T09:00:00Z" }`,
    ],
    [
      "a frozen object behind others",
      `"use strict";(()=>{var a={b:1},f=()=>{};window.B=Object.freeze({git:{sha:"${COMMIT}"},builtAt:"2026-11-21T09:00:00Z"})})()`,
    ],
    [
      "Spring Boot's",
      `{"git":{"branch":"main","commit":{"id":"${COMMIT}","time":"2020-01-01"}},"build":{"time":"2026-11-21T09:00:00Z"}}`,
    ],
    ["one that begins with a mark", `\uFEFF{"commit":"${COMMIT}","build_date":"2026-11-21T09:00:00Z"}`],
  ])("%s", (_name, text) => {
    expect(readAnswer(text)).toEqual({ commit: clean, date: "2026-11-21T09:00:00Z" });
  });

  test.each([
    ["a page", "<!doctype html><script>const a = { b: c }</script>"],
    ["what depends on a run", `window.B={commit:COMMIT,date:Date.now()};x={...{commit:"${COMMIT}"}}`],
    ["what is made of pieces", `window.B={commit:"0123" + "456789"}`],
    ["a word", `{"commit":"unknown","buildDate":""}`],
    ["a block", `if (x) {"commit:1"}`],
    ["a list", `[1,2]`],
    ["half of it", `{"commit":"${COMMIT}"`],
    ["a filled-in template", `x={commit:\`\${"${COMMIT}"}\`}`],
    ["a commit's own date", `{"date":"2020-01-01","commit":{"time":"2020-01-01"}}`],
    ["nothing", ""],
  ])("tells nothing: %s", (_name, text) => {
    expect(readAnswer(text)).toEqual({});
  });

  test("a date without a commit", () => {
    expect(readAnswer(`{"commit":"unknown","buildDate":"2026-11-21"}`)).toEqual({ date: "2026-11-21" });
    expect(readAnswer(`x={builtAt:1763712000000}`)).toEqual({ date: "1763712000000" });
  });

  test.each([
    ["0123abc", { id: "0123abc", dirty: false }],
    ["0123ABC-dirty", { id: "0123abc", dirty: true }],
    ["0123abc+modified", { id: "0123abc", dirty: true }],
    ["v1.2.0-14-g0123abc", { id: "0123abc", dirty: false }],
    ["v1.2.0-rc.1-14-g0123abc-dirty", { id: "0123abc", dirty: true }],
    ["0123ab", undefined],
    ["0123abcz", undefined],
    ["main", undefined],
    [`sha256:${COMMIT}`, undefined],
  ])("%s as a commit", (text, commit) => {
    expect(readAnswer(JSON.stringify({ commit: text })).commit).toEqual(commit);
  });

  test("the surest name goes before", () => {
    const text = `{"sha":"aaaaaaa","revision":"bbbbbbb","GIT_COMMIT":"ccccccc"}`;
    expect(readAnswer(text).commit?.id).toBe("ccccccc");
  });
});

describe("object literals", () => {
  test("whatever JSON holds is read as JSON.parse reads it", () => {
    const value = fc.jsonValue({ depthSize: "small", maxDepth: 6 });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), fc.boolean(), (object, spaced) => {
        const text = JSON.stringify(object, null, spaced ? 2 : 0);
        const [read] = objectsIn(`window.X = ${text};`);
        expect(read && plain(read)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("any text comes to an end, and throws nothing", () => {
    const words =
      "{ } [ ] ( ) = , : ; ' \" ` \\ / * // /* */ \n 1 -1e9 0x1f a commit true !0 void \\u{ \\x4 $ \u{1f600} __proto__";
    const piece = fc.constantFrom(...words.split(" "), " ");
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (any) => {
        for (const object of objectsIn(any)) expect(object).toBeInstanceOf(Map);
        readAnswer(any);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(["={", "({a:", '={a:"', "({/*", "={a:[", "={a:{", '={"a":1,'])(
    "64 KB of %s take no time to speak of",
    (text) => {
      const start = performance.now();
      readAnswer(text.repeat((64 * 1024) / text.length));
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );
});

function plain(value: Literal): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, each]) => [name, plain(each)]));
  }
  return Array.isArray(value) ? value.map((each: Literal) => plain(each)) : value;
}
