import { describe, expect, test } from "vitest";
import type { RunOptions, RunResult } from "../../../../../src/core/base/process.ts";
import { type BuildInfoFacts, readBuildInfo } from "../../../../../src/core/build/info/readBuildInfo.ts";

const HEAD = "aaaaaaa89abcdef0123456789abcdef012345678";
const FORMER = "bbbbbbb89abcdef0123456789abcdef012345678";
const FOREIGN = "ccccccc89abcdef0123456789abcdef012345678";
const LABEL = "org.opencontainers.image.revision";

interface Repository {
  readonly head?: string;
  readonly dirty?: boolean;
}

/** Answers as Git 2.39 does. */
function gitOf({ head, dirty = false }: Repository) {
  const ok = async (options: RunOptions, stdout: string): Promise<RunResult> => {
    await options.onOutput?.(stdout, "stdout");
    return { cancelled: false, exitCode: stdout === "" ? 1 : 0, stdout, stderr: "", dropped: 0 };
  };
  return {
    git: async () => "/usr/bin/git",
    runner: {
      run: (options: RunOptions) => {
        if (options.args.includes("status")) {
          const status = `# branch.oid ${head}\n# branch.head main\n${dirty ? "? new\n" : ""}`;
          return ok(options, head === undefined ? "" : status);
        }
        const name = options.args.at(-1)?.replace("^{commit}", "") ?? "";
        return ok(options, [HEAD, FORMER].find((each) => each.startsWith(name)) ?? "");
      },
    },
  };
}

function read(facts: Partial<BuildInfoFacts>, repository: Repository = { head: HEAD }) {
  return readBuildInfo(
    { labels: {}, environment: {}, context: "/home/dev/shop", ...facts },
    gitOf(repository),
    new AbortController().signal,
  );
}

const clean = { head: HEAD, dirty: false };

describe("what an image says of its build", () => {
  test("the same commit, whole or by its first digits", async () => {
    const expected = { from: "label", sameCommit: true, ...clean };
    expect(await read({ labels: { [LABEL]: HEAD } })).toEqual({ ...expected, commit: HEAD });
    expect(await read({ labels: { "git.commit": "aaaaaaa" } })).toEqual({ ...expected, commit: "aaaaaaa" });
  });

  test("another commit of the repository", async () => {
    expect(await read({ environment: { GIT_COMMIT: FORMER } })).toEqual({
      from: "variable",
      commit: FORMER,
      sameCommit: false,
      ...clean,
    });
  });

  test("what was dirty, on either side, is not said to be the same", async () => {
    const built = await read({ environment: { GIT_COMMIT: `${HEAD}-dirty` } });
    expect(built).toEqual({ from: "variable", commit: `${HEAD}-dirty`, ...clean });
    const edited = await read({ environment: { GIT_COMMIT: HEAD } }, { head: HEAD, dirty: true });
    expect(edited).toEqual({ from: "variable", commit: HEAD, head: HEAD, dirty: true });
  });

  test("and another commit is another, dirty or not", async () => {
    const built = await read({ environment: { GIT_COMMIT: `${FORMER}-dirty` } }, { head: HEAD, dirty: true });
    expect(built).toMatchObject({ sameCommit: false });
  });

  test("a commit that the repository does not have can't be compared", async () => {
    expect(await read({ environment: { GIT_COMMIT: FOREIGN } })).toEqual({
      from: "variable",
      commit: FOREIGN,
      ...clean,
    });
  });

  test("a label with a commit of another repository is the base image's", async () => {
    const labels = { [LABEL]: FOREIGN, "org.opencontainers.image.created": "2025-01-01" };
    expect(await read({ labels })).toBeUndefined();
    expect(await read({ labels: { [LABEL]: HEAD } }, {})).toBeUndefined();
  });

  test("without a repository there is a commit, and no comparison", async () => {
    const environment = { SOURCE_COMMIT: HEAD, BUILD_DATE: "2026-11-21" };
    const expected = { from: "variable", commit: HEAD, date: "2026-11-21" };
    expect(await read({ environment }, {})).toEqual(expected);
  });

  test("a date alone", async () => {
    expect(await read({ environment: { BUILD_DATE: "2026-11-21", GIT_COMMIT: "unknown" } })).toEqual({
      from: "variable",
      date: "2026-11-21",
      ...clean,
    });
  });

  test("variables go before labels, and their dates are not mixed", async () => {
    const labels = { [LABEL]: FORMER, "org.opencontainers.image.created": "2025-01-01" };
    expect(await read({ labels, environment: { GIT_COMMIT: HEAD } })).toEqual({
      from: "variable",
      commit: HEAD,
      sameCommit: true,
      ...clean,
    });
  });

  test("nothing", async () => {
    expect(await read({ labels: { "com.docker.compose.project": "shop" } })).toBeUndefined();
    expect(await read({ address: "http://127.0.0.1:1/" })).toBeUndefined();
  });

  test("is not told once nobody wants to know", async () => {
    const abort = new AbortController();
    abort.abort();
    const facts = { labels: {}, environment: { GIT_COMMIT: HEAD }, context: "/home/dev/shop" };
    await expect(readBuildInfo(facts, gitOf({ head: HEAD }), abort.signal)).rejects.toThrow();
  });
});
