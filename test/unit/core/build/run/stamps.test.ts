import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buildLines,
  type ServiceStamps,
  type StampPorts,
  serviceStamps,
} from "../../../../../src/core/build/run/stamps.ts";
import { STAMPS, type Stamp } from "../../../../../src/shared/protocol.ts";
import { service } from "../../stack/sets.ts";

const NOW = Date.UTC(2026, 10, 21, 9, 8, 7, 654);
const HEAD = { commit: "0123456789abcdef0123456789abcdef01234567", dirty: false };

function ports(changes: Partial<StampPorts> = {}): StampPorts {
  return {
    readText: async (file) => `FROM alpine\n${file.includes("plain") ? "" : `ARG ${STAMPS.join(" ")}`}\n`,
    head: async () => HEAD,
    now: () => NOW,
    ...changes,
  };
}

const built = (name: string, args: Record<string, string> = {}, context = "/shop") =>
  service(name, { build: { context, dockerfile: `${context}/${name}`, arguments: args } });

function stampsOf(
  services: ReturnType<typeof built>[],
  changes: Partial<StampPorts> = {},
  wanted: readonly Stamp[] = STAMPS,
) {
  return serviceStamps(services, wanted, ports(changes), new AbortController().signal);
}

describe("serviceStamps", () => {
  it("are of now, and of the context's repository", async () => {
    expect(await stampsOf([built("web")])).toEqual([
      {
        service: "web",
        given: {
          CACHE_BUST: String(NOW),
          BUILD_DATE: "2026-11-21T09:08:07Z",
          GIT_COMMIT: HEAD.commit,
        },
        kept: [],
      },
    ]);
  });

  it("say that the working tree differs, and nothing where there is no repository", async () => {
    const commit = async (head: StampPorts["head"]) =>
      (await stampsOf([built("web")], { head }, ["GIT_COMMIT"]))[0]?.given;
    expect(await commit(async () => ({ ...HEAD, dirty: true }))).toEqual({
      GIT_COMMIT: `${HEAD.commit}-dirty`,
    });
    expect(await commit(async () => undefined)).toEqual({});
  });

  it("are given only to Dockerfiles that declare them, and where no compose file gives a value", async () => {
    expect(await stampsOf([built("plain"), built("web", { GIT_COMMIT: "v1", BUILD_DATE: "" })])).toEqual([
      { service: "plain", given: {}, kept: [] },
      {
        service: "web",
        given: { CACHE_BUST: String(NOW), BUILD_DATE: "2026-11-21T09:08:07Z" },
        kept: ["GIT_COMMIT"],
      },
    ]);
  });

  it("are none for a Dockerfile that can't be read, and for one of another machine", async () => {
    const far = service("far", { build: {} });
    const readText = async () => undefined;
    expect((await stampsOf([built("web"), far], { readText })).map(({ given }) => given)).toEqual([{}, {}]);
  });

  it("read a Dockerfile that stands in the compose file", async () => {
    const inline = service("in", { build: { context: "/shop", inline: "FROM alpine\nARG GIT_COMMIT\n" } });
    expect((await stampsOf([inline]))[0]?.given).toEqual({ GIT_COMMIT: HEAD.commit });
  });

  it("ask about each folder once", async () => {
    const asked: string[] = [];
    const head = async (folder: string) => {
      asked.push(folder);
      return HEAD;
    };
    await stampsOf([built("a"), built("b"), built("c", {}, "/other")], { head });
    expect(asked).toEqual(["/shop", "/other"]);
  });
});

describe("buildLines", () => {
  const stamps = (service: string, given: Record<string, string>, kept: string[] = []): ServiceStamps => ({
    service,
    given,
    kept,
  });

  it("are one where nothing differs", () => {
    expect(buildLines([stamps("a", { X: "1" }), stamps("b", {}), stamps("c", { Y: "2" })])).toEqual([
      { services: ["a", "b", "c"], arguments: { X: "1", Y: "2" } },
    ]);
  });

  it("are several where a value differs, or one would be replaced", () => {
    expect(
      buildLines([
        stamps("a", { X: "1" }),
        stamps("b", { X: "2" }),
        stamps("c", {}, ["X"]),
        stamps("d", { X: "2" }),
        stamps("e", { Y: "1" }, ["X"]),
      ]),
    ).toEqual([
      { services: ["a"], arguments: { X: "1" } },
      { services: ["b", "d"], arguments: { X: "2" } },
      { services: ["c", "e"], arguments: { Y: "1" } },
    ]);
  });

  it("build each service once, with all that it is to be given and nothing that it keeps", () => {
    const names = fc.constantFrom<string>("X", "Y", "Z");
    const each = fc.record({
      given: fc.dictionary(names, fc.constantFrom("1", "2")),
      kept: fc.uniqueArray(names),
    });
    fc.assert(
      fc.property(fc.array(each, { maxLength: 8 }), (list) => {
        const all = list.map(({ given, kept }, index) => {
          const open = Object.entries(given).filter(([name]) => !kept.includes(name));
          return stamps(`s${index}`, Object.fromEntries(open), kept);
        });
        const lines = buildLines(all);
        expect(lines.flatMap(({ services }) => services).sort()).toEqual(
          all.map((one) => one.service).sort(),
        );
        for (const { service, given, kept } of all) {
          const line = lines.find(({ services }) => services.includes(service));
          expect(line?.arguments).toMatchObject(given);
          for (const name of kept) expect(line?.arguments).not.toHaveProperty(name);
        }
      }),
    );
  });
});
