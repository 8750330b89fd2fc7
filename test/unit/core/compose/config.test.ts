import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunOptions, RunResult } from "../../../../src/core/base/process.ts";
import { readModel } from "../../../../src/core/compose/config.ts";
import { decodeConfig, decodeHashes } from "../../../../src/core/compose/configOutput.ts";
import { stream } from "./streams.ts";

const ENDED: RunResult = { cancelled: false, exitCode: 0, stdout: "", stderr: "", dropped: 0 };
const HASH = "afc91992f692aeb5683915a790feef2b35b4472fb056e78f00aea021d0b1fe46";
const SET = {
  files: ["/shop/docker/compose.yml", "/shop/docker/compose.override.yml"],
  projectDir: "/shop/docker",
  runDir: "/shop",
  envFiles: [],
};

interface Given {
  readonly answer: (args: readonly string[]) => Partial<RunResult>;
  readonly mayHaveProfiles?: boolean;
  readonly set?: object;
  readonly chosen?: Record<string, readonly string[]>;
  readonly signal?: AbortSignal;
}

async function read({ answer, mayHaveProfiles = false, set = {}, chosen = {}, signal }: Given) {
  const asked: RunOptions[] = [];
  const runner = {
    run: async (options: RunOptions) => {
      asked.push(options);
      return { ...ENDED, ...answer(options.args) };
    },
  };
  const result = await readModel({
    runner,
    docker: "/usr/bin/docker",
    set: { ...SET, ...set },
    mayHaveProfiles,
    chosen: (project) => chosen[project],
    env: { DOCKER_HOST: "unix:///run/docker.sock" },
    signal: signal ?? new AbortController().signal,
  });
  return { result, asked };
}

const always = (result: Partial<RunResult>) => ({ answer: () => result });

describe("decodeConfig", () => {
  it("reads what Compose printed", async () => {
    const own = { profiles: [], joins: false };
    expect(decodeConfig(JSON.parse(await stream("compose/compose-config.json")))).toEqual({
      project: "fmtstack",
      services: [
        { name: "db", buildable: false, watchable: false, image: expect.any(String), ...own },
        {
          name: "server",
          buildable: true,
          watchable: true,
          image: "fmtstack/server:dev",
          build: {
            context: "/home/dev/shop/stack",
            dockerfile: "/home/dev/shop/stack/Dockerfile",
            target: "builder",
            arguments: { PROFILE: "dev" },
          },
          needs: ["db"],
          watch: [
            { path: "/home/dev/shop/stack/ui", action: "sync", target: "/ui", ignore: ["node_modules/"] },
            { path: "/home/dev/shop/stack/payload.bin", action: "rebuild", ignore: [] },
            {
              path: "/home/dev/shop/stack/compose.yml",
              action: "sync+restart",
              target: "/etc/c.yml",
              ignore: [],
            },
          ],
          ...own,
        },
      ],
    });
  });

  it("takes a project without services", () => {
    expect(decodeConfig({ name: "x", services: {} })).toEqual({ project: "x", services: [] });
    expect(decodeConfig({ name: "x", services: null })).toEqual({ project: "x", services: [] });
    expect(decodeConfig({ name: "x" })).toEqual({ project: "x", services: [] });
  });

  it("sees what joins another service's container", () => {
    const joins = (service: object) =>
      decodeConfig({ name: "x", services: { a: service } })?.services[0]?.joins;
    expect(joins({ network_mode: "service:b" })).toBe(true);
    expect(joins({ pid: "service:b" })).toBe(true);
    expect(joins({ ipc: "service:b" })).toBe(true);
    expect(joins({ volumes_from: ["b"] })).toBe(true);
    expect(joins({ network_mode: "host", ipc: "shareable" })).toBe(false);
  });

  it("tells where an image is built from, as far as that is on this machine", () => {
    const built = (build: unknown) =>
      decodeConfig({ name: "x", services: { a: { build } } })?.services[0]?.build;
    const context = "/shop/ui";
    expect(built({ context, dockerfile: "../docker/ui.Dockerfile" })).toEqual({
      context,
      dockerfile: "/shop/docker/ui.Dockerfile",
    });
    expect(built({ context, dockerfile: "/etc/Dockerfile" })).toEqual({
      context,
      dockerfile: "/etc/Dockerfile",
    });
    expect(built({ context, dockerfile_inline: "FROM scratch" })).toEqual({
      context,
      inline: "FROM scratch",
    });
    expect(built({ context, dockerfile: "https://example.com/Dockerfile" })).toEqual({ context });
    expect(built({ context: "https://example.com/a.git#main", dockerfile: "Dockerfile" })).toEqual({});
    expect(built(null)).toBeUndefined();
    const given = { A: "1", EMPTY: "", LINES: "a\nb=c" };
    expect(built({ args: { ...given, NONE: null } })).toEqual({ arguments: given });
    expect(built({ args: ["A=1", "EMPTY=", "LINES=a\nb=c", "NONE"] })).toEqual({ arguments: given });
    expect(built({ args: {} })).toEqual({});
    expect(built({ context: 5, dockerfile: [] })).toEqual({});
  });

  it("leaves out a watch rule that it can't read, and tells an action that it does not know", () => {
    const watch = [
      5,
      { path: "src", action: "sync", target: "/src" },
      { path: "/shop/src", action: "teleport", target: "", ignore: "x", include: ["*.ts"] },
    ];
    expect(decodeConfig({ name: "x", services: { a: { develop: { watch } } } })?.services[0]).toMatchObject({
      watchable: true,
      watch: [{ path: "/shop/src", action: "other", ignore: [], include: ["*.ts"] }],
    });
  });

  it("keeps every service whatever else it says, and never throws", () => {
    // Compose's own rule for a service's name; zod leaves `__proto__` out, and so may we.
    const serviceName = fc.stringMatching(/^[a-zA-Z0-9._-]{1,20}$/).filter((name) => name !== "__proto__");
    const service = fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(fc.string(), fc.dictionary(serviceName, service), (name, services) => {
        const config = decodeConfig({ name, services: JSON.parse(JSON.stringify(services)) });
        expect(config?.services.map((each) => each.name).sort()).toEqual(
          Object.keys(JSON.parse(JSON.stringify(services))).sort(),
        );
      }),
    );
    fc.assert(fc.property(fc.anything(), (output) => void decodeConfig(output)));
  });
});

describe("decodeHashes", () => {
  it("reads a line a service, and nothing else", () => {
    expect(decodeHashes(`web ${HASH}\r\ndb ${HASH}\nwarning: something\n`)).toEqual(
      new Map([
        ["web", HASH],
        ["db", HASH],
      ]),
    );
    fc.assert(fc.property(fc.string(), (text) => void decodeHashes(text)));
  });
});

describe("readModel", () => {
  const config = '{"name":"shop","services":{"web":{"build":{"context":"/shop"}}}}';
  const hashes = `web ${HASH}\n`;
  const isHash = (args: readonly string[]) => args.includes("--hash");

  it("asks about the files, in their order, and then about the hashes of the answer", async () => {
    const { result, asked } = await read({
      answer: (args) => ({ stdout: isHash(args) ? hashes : config }),
    });
    const build = { context: "/shop", dockerfile: "/shop/Dockerfile" };
    const known = { name: "web", buildable: true, watchable: false, active: true, profiles: [], hash: HASH };
    const web = { ...known, build };
    expect(result).toEqual({ kind: "ok", model: { project: "shop", services: [web], profiles: [] } });
    const files = ["--file", "/shop/docker/compose.yml", "--file", "/shop/docker/compose.override.yml"];
    expect(asked).toMatchObject([
      {
        program: "/usr/bin/docker",
        args: ["compose", ...files, "config", "--format", "json"],
        cwd: "/shop",
        env: { DOCKER_HOST: "unix:///run/docker.sock" },
      },
      {
        args: [
          ...["compose", "--file", "-", "--project-directory", "/shop/docker", "--profile", "*"],
          ...["config", "--hash", "*"],
        ],
        input: config,
      },
    ]);
  });

  it("tells no hash of a service that joins another one, nor where Compose tells none", async () => {
    const joining = '{"name":"shop","services":{"web":{"network_mode":"service:db"}}}';
    const withHash = await read({ answer: (args) => ({ stdout: isHash(args) ? hashes : joining }) });
    expect(JSON.stringify(withHash.result)).not.toContain(HASH);
    const without = await read({
      answer: (args) => (isHash(args) ? { exitCode: 1, stdout: hashes } : { stdout: config }),
    });
    expect(without.result).toMatchObject({ kind: "ok", model: { project: "shop" } });
    expect(JSON.stringify(without.result)).not.toContain(HASH);
  });

  describe("with profiles", () => {
    const all = '{"name":"shop","services":{"web":{},"debug":{"profiles":["x"]},"trace":{"profiles":["y"]}}}';
    const some = '{"name":"shop","services":{"web":{},"debug":{"profiles":["x"]}}}';
    const answer = (args: readonly string[]) => {
      if (isHash(args)) return { stdout: "" };
      return { stdout: args.includes("*") ? all : some };
    };
    const profilesOf = ({ args, env }: RunOptions) => ({
      profiles: args.flatMap((arg, index) => (arg === "--profile" ? (args[index + 1] ?? "") : [])),
      none: env?.["COMPOSE_PROFILES"] === "",
    });

    it("tells what is active and what is not, by three processes", async () => {
      const { result, asked } = await read({ answer, mayHaveProfiles: true });
      expect(result).toMatchObject({
        kind: "ok",
        model: {
          services: [
            { name: "web", active: true },
            { name: "debug", active: true, profiles: ["x"] },
            { name: "trace", active: false, profiles: ["y"] },
          ],
          profiles: ["x", "y"],
        },
      });
      expect(asked.map(profilesOf)).toEqual([
        { profiles: ["*"], none: false },
        { profiles: [], none: false },
        { profiles: ["*"], none: false },
      ]);
    });

    it("takes the user's choice, then the set's own; a choice of none is one", async () => {
      const second = async (given: Partial<Given>) => {
        const { asked } = await read({ answer, mayHaveProfiles: true, ...given });
        return asked[1] && profilesOf(asked[1]);
      };
      const set = { profiles: ["y"] };
      expect(await second({ set })).toEqual({ profiles: ["y"], none: false });
      expect(await second({ set, chosen: { shop: ["x"] } })).toEqual({ profiles: ["x"], none: false });
      expect(await second({ set, chosen: { shop: [] } })).toEqual({ profiles: [], none: true });
      expect(await second({ set, chosen: { other: ["x"] } })).toEqual({ profiles: ["y"], none: false });
    });

    it("is not broken by a service that is not active, and still takes the choice", async () => {
      const { result, asked } = await read({
        answer: (args) =>
          args.includes("*") && !isHash(args) ? { exitCode: 1, stderr: "no such service" } : answer(args),
        mayHaveProfiles: true,
        chosen: { shop: ["x"] },
      });
      expect(result).toMatchObject({ kind: "ok", model: { services: [{ name: "web" }, { name: "debug" }] } });
      expect(asked.slice(0, 3).map(profilesOf)).toMatchObject([
        { profiles: ["*"] },
        { profiles: [] },
        { profiles: ["x"] },
      ]);
    });
  });

  it("says what the user set", async () => {
    const set = {
      projectDir: "/shop",
      project: "store",
      envFiles: ["/shop/a.env", "/shop/b.env"],
      files: ["/shop/docker/compose.yml"],
    };
    const { asked } = await read({ ...always({ stdout: config }), set });
    expect(asked[0]?.args).toEqual([
      ...["compose", "--file", "/shop/docker/compose.yml", "--project-directory", "/shop"],
      ...["--env-file", "/shop/a.env", "--env-file", "/shop/b.env", "--project-name", "store"],
      ...["config", "--format", "json"],
    ]);
  });

  it("asks for YAML where Compose can't write its own answer as JSON", async () => {
    const stderr = "json: error calling MarshalJSON for type types.SSHKey: invalid character ':'\n";
    const yaml = "name: shop\nservices:\n  web:\n    build:\n      ssh:\n        - a=b\n";
    const { result, asked } = await read({
      answer: (args) => {
        if (isHash(args)) return { stdout: hashes };
        return args.includes("yaml") ? { stdout: yaml } : { exitCode: 1, stderr };
      },
    });
    expect(result).toMatchObject({ kind: "ok", model: { services: [{ name: "web", hash: HASH }] } });
    expect(asked.at(-1)?.input).toBe(yaml);
    const unreadable = await read({
      answer: (args) => (args.includes("yaml") ? { stdout: "a: [" } : { exitCode: 1, stderr }),
    });
    expect(unreadable.result).toMatchObject({ kind: "broken" });
  });

  it("is broken in one sentence where Compose refuses the files", async () => {
    const refused = { exitCode: 15, stderr: await stream("compose/compose-err-yaml.txt") };
    const { result, asked } = await read(always(refused));
    expect(result).toMatchObject({ kind: "broken", problem: "yaml: line 1: did not find expected key." });
    expect(asked).toHaveLength(1);
  });

  it("is broken where the answer can't be read, is cut, or does not come", async () => {
    expect((await read(always({ stdout: "what" }))).result).toMatchObject({ kind: "broken" });
    expect((await read(always({ stdout: '{"name":"x"}', dropped: 1 }))).result).toMatchObject({
      kind: "broken",
    });
    expect((await read(always({ cancelled: true }))).result).toEqual({
      kind: "broken",
      problem: "docker compose config took longer than 20 s.",
      passing: true,
    });
  });

  it("rejects when it was cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(read({ ...always({ cancelled: true }), signal })).rejects.toThrow("aborted");
  });
});
