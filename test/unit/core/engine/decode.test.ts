import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineSplitter } from "../../../../src/core/base/lines.ts";
import { decodeImageId, decodeInspect, decodeList } from "../../../../src/core/engine/decode.ts";
import { decodeImageTime } from "../../../../src/core/engine/decodeAnswers.ts";
import { decodeEvent } from "../../../../src/core/engine/decodeEvent.ts";
import { cutAt, places } from "./support/chunks.ts";

function recorded(name: string): string {
  return readFileSync(new URL(`../../../streams/engine/${name}`, import.meta.url), "utf8");
}

const list = JSON.parse(recorded("api-containers-json.json")) as Record<string, unknown>[];
const running = JSON.parse(recorded("inspect-running.json")) as Record<string, Record<string, unknown>>;

function inspected(state: object): unknown {
  return { ...running, State: { ...running["State"], ...state } };
}

describe("a list of containers (Docker 26.1)", () => {
  test("tells status, health, ports and where Compose placed them", () => {
    expect(decodeList(list)).toMatchObject({
      skipped: 0,
      containers: [
        {
          name: "fmtstack-db-1",
          image: "fmt/bb",
          status: "running",
          health: "healthy",
          ports: [],
          number: 1,
          oneOff: false,
          labels: {
            project: "fmtstack",
            service: "db",
            configFiles: ["/home/dev/shop/stack/compose.yml"],
            workingDir: "/home/dev/shop/stack",
          },
        },
        {
          name: "fmtstack-server-1",
          health: "unhealthy",
          ports: [
            { address: "127.0.0.1", published: 18080, target: 8080, protocol: "tcp" },
            { address: "0.0.0.0", published: 18081, target: 8081, protocol: "udp" },
            { address: "0.0.0.0", published: 18082, target: 8082, protocol: "udp" },
          ],
        },
      ],
    });
  });

  test.each([
    ["Up 1 second (health: starting)", "running", { health: "starting" }],
    ["Up 58 seconds", "running", { health: "none" }],
    ["Exited (137) 2 minutes ago", "exited", { exitCode: 137, health: "none" }],
    ["Restarting (1) 3 seconds ago", "restarting", { exitCode: 1 }],
    ["Up 2 minutes (Paused)", "paused", { status: "paused" }],
    ["Created", "created", { status: "created" }],
    ["Sleeping (deeply)", "hibernated", { status: "unknown", health: "none" }],
    ["Exited (137) 2 seconds ago", "stopped", { status: "exited", exitCode: 137 }],
  ])("%s", (Status, State, expected) => {
    expect(decodeList([{ ...list[0], Status, State }])?.containers[0]).toMatchObject(expected);
  });

  test("an entry that can't be read is skipped and counted, the others are told", () => {
    const decoded = decodeList([null, { Id: 7 }, "text", ...list]);
    expect(decoded?.skipped).toBe(3);
    expect(decoded?.containers).toHaveLength(2);
  });

  test("fields of another type are taken as absent", () => {
    const odd = {
      ...list[1],
      Names: null,
      Ports: "none",
      State: 4,
      Status: null,
      Image: {},
      Created: "today",
    };
    expect(decodeList([odd])?.containers[0]).toMatchObject({
      name: "",
      ports: [],
      status: "unknown",
      image: "",
    });
  });

  test.each([
    [["/web"], "web"],
    [["/caller/alias", "/web"], "web"],
    [["web"], "web"],
  ])("named %j is called %s", (Names, name) => {
    expect(decodeList([{ ...list[0], Names }])?.containers[0]).toMatchObject({ name });
  });

  test.each([
    ["none of Compose's labels", {}],
    ["no labels at all", null],
    [
      "a project and no service",
      { "com.docker.compose.project": "shop", "com.docker.compose.oneoff": "True" },
    ],
  ])("with %s it is of no project, and its own service", (_what, Labels) => {
    const container = decodeList([{ ...list[0], Names: ["/web"], Labels }])?.containers[0];
    expect(container).toMatchObject({ number: 1, oneOff: false });
    expect(container?.labels).toEqual({
      project: "",
      service: "web",
      configFiles: [],
      workingDir: "",
      configHash: "",
      image: "",
    });
  });

  test("without a name and a project it is called by its short id", () => {
    const Id = "0123456789abcdef";
    const container = decodeList([{ Id }])?.containers[0];
    expect(container).toMatchObject({ name: "", labels: { project: "", service: "0123456789ab" } });
  });

  test.each([[{ message: "no" }], ["<html>"], [undefined], [null], [Buffer.from("x")]])(
    "%j is no list",
    (data) => {
      expect(decodeList(data)).toBeUndefined();
    },
  );
});

describe("an inspected container (Docker 28.5)", () => {
  test("tells times, ports and every compose file", () => {
    expect(decodeInspect(running)).toMatchObject({
      name: "eng-ports",
      status: "running",
      health: "healthy",
      oomKilled: false,
      startedAt: Date.parse(String(running["State"]?.["StartedAt"])),
      number: 2,
      ports: [
        { address: "127.0.0.1", published: 18080, target: 8080, protocol: "tcp" },
        { address: "0.0.0.0", published: 18081, target: 8081, protocol: "udp" },
      ],
      labels: {
        configFiles: [
          "/home/dev/shop/docker/docker-compose.yml",
          "/home/dev/shop/docker/docker-compose.dev.yml",
        ],
      },
    });
  });

  describe("what it was made with", () => {
    const setup = (more: object) => {
      const container = decodeInspect({ ...running, ...more });
      return container === "undecodable" ? undefined : container.setup;
    };

    test("recorded: its program, its folder, its log driver", () => {
      expect(setup({})).toEqual({
        createdAt: Date.parse("2026-11-21T09:44:26.672Z"),
        command: ["/bin/idle"],
        workingDir: "/",
        tty: false,
        logDriver: "json-file",
        mounts: [],
      });
    });

    test("arguments follow the program, entrypoint first", () => {
      const made = setup({
        Path: "docker-init",
        Args: ["--", "bun"],
        Config: { WorkingDir: "/app", Tty: true },
      });
      expect(made).toMatchObject({ command: ["docker-init", "--", "bun"], workingDir: "/app", tty: true });
    });

    test("a volume is told by its name, a bind by its path, a tmpfs wherever it was asked for", () => {
      const Mounts = [
        { Type: "bind", Source: "/home/dev/shop/src", Destination: "/app", Mode: "ro", RW: false },
        {
          Type: "volume",
          Name: "data",
          Source: "/var/lib/docker/volumes/data/_data",
          Destination: "/data",
          RW: true,
        },
        { Type: "tmpfs", Source: "", Destination: "/run/x", RW: true },
        { Type: "npipe", Source: "//./pipe/x", Destination: "/pipe" },
        { Type: "bind", Source: "/x" },
        "nonsense",
      ];
      const HostConfig = { Tmpfs: { "/app/node_modules": "", "/run/x": "size=1m" } };
      const made = setup({ Mounts, HostConfig });
      expect(made?.mounts).toEqual([
        { kind: "bind", source: "/home/dev/shop/src", target: "/app", readOnly: true },
        { kind: "volume", source: "data", target: "/data", readOnly: false },
        { kind: "tmpfs", source: "", target: "/run/x", readOnly: false },
        { kind: "other", source: "//./pipe/x", target: "/pipe", readOnly: false },
        { kind: "tmpfs", source: "", target: "/app/node_modules", readOnly: false },
      ]);
      expect(made?.logDriver).toBe("");
    });

    test("of its variables only those are kept that tell of a build", () => {
      const Env = [
        "PATH=/bin",
        "DB_PASSWORD=hunter2",
        "SHA_KEY=secret",
        "HASH=secret",
        "GIT_COMMIT=0123abc",
        "BUILD_DATE=a=b",
        "COMMIT_SHA=",
        "GIT_SHA",
      ];
      expect(setup({ Config: { Env } })?.environment).toEqual({ GIT_COMMIT: "0123abc", BUILD_DATE: "a=b" });
      expect(setup({ Config: { Env: "PATH=/bin" } })).not.toHaveProperty("environment");
    });

    test("is not told of one that was never started, and of no other type than expected", () => {
      expect(decodeInspect(inspected({ Status: "created" }))).not.toHaveProperty("setup");
      const odd = { Created: 5, Path: null, Args: "x", HostConfig: "y", Mounts: {} };
      expect(setup(odd)).toEqual({
        createdAt: 0,
        command: [],
        workingDir: "/",
        tty: false,
        logDriver: "",
        mounts: [],
      });
    });
  });

  test("has no exit code and no end while it has never ended", () => {
    const container = decodeInspect(running);
    expect(container).not.toHaveProperty("exitCode");
    expect(container).not.toHaveProperty("finishedAt");
  });

  test("was never started: Go's zero time is no time", () => {
    const never = {
      Status: "created",
      StartedAt: "0001-01-01T00:00:00Z",
      FinishedAt: "0001-01-01T00:00:00Z",
    };
    const container = decodeInspect(inspected(never));
    expect(container).toMatchObject({ status: "created" });
    expect(container).not.toHaveProperty("startedAt");
    expect(container).not.toHaveProperty("exitCode");
  });

  test("recorded: killed for memory", () => {
    expect(
      decodeInspect({ ...running, State: JSON.parse(recorded("inspect-oom-state.json")) }),
    ).toMatchObject({
      status: "exited",
      oomKilled: true,
      exitCode: 137,
      startedAt: Date.parse("2026-11-21T07:08:25.898Z"),
      finishedAt: Date.parse("2026-11-21T07:08:25.959Z"),
    });
  });

  test("recorded: unhealthy", () => {
    expect(
      decodeInspect({ ...running, State: JSON.parse(recorded("inspect-health-state.json")) }),
    ).toMatchObject({
      status: "running",
      health: "unhealthy",
    });
  });

  test("runs again: the exit code and the health of the run before do not count", () => {
    const again = inspected({ FinishedAt: "2026-11-21T07:08:25.959050491Z", ExitCode: 0 });
    expect(decodeInspect(again)).not.toHaveProperty("exitCode");
    const ended = inspected({ Status: "exited", FinishedAt: "2026-11-21T07:08:25Z", ExitCode: 3 });
    expect(decodeInspect(ended)).toMatchObject({ exitCode: 3, health: "none" });
  });

  test("fields that are missing or new change nothing else", () => {
    const sparse = {
      Id: "x",
      Name: "/a",
      Config: { Labels: running["Config"]?.["Labels"] },
      State: { Status: "odd" },
      New: 1,
    };
    expect(decodeInspect(sparse)).toMatchObject({
      id: "x",
      name: "a",
      status: "unknown",
      ports: [],
      health: "none",
    });
  });

  test("is of no project where Compose did not make it, and its own service", () => {
    const foreign = { ...running, Name: "/web", Config: { Image: "redis", Labels: null } };
    expect(decodeInspect(foreign)).toMatchObject({ name: "web", labels: { project: "", service: "web" } });
  });

  test("what is no container is told", () => {
    expect(decodeInspect("text")).toBe("undecodable");
    expect(decodeInspect({ Id: "x" })).toBe("undecodable");
  });
});

describe("events", () => {
  const lines = recorded("docker-events.jsonl").trimEnd().split("\n");

  test("a recorded session: every container event is read, none of another type", () => {
    const events = lines.map(decodeEvent);
    expect(events.filter((event) => event === "undecodable")).toEqual([]);
    const actions = new Set(events.flatMap((event) => (typeof event === "object" ? [event.action] : [])));
    for (const action of ["create", "start", "die", "destroy", "rename", "health_status"]) {
      expect(actions).toContain(action);
    }
    expect(events.filter((event) => event === "foreign").length).toBeGreaterThan(0);
  });

  test("are the same wherever the stream is cut", () => {
    const bytes = Buffer.from(recorded("docker-events.jsonl"));
    const read = (chunks: readonly Buffer[]) => {
      const splitter = new LineSplitter(4 * 1024 * 1024);
      return chunks.flatMap((chunk) => splitter.push(chunk)).map(({ text }) => decodeEvent(text));
    };
    const whole = read([bytes]);
    fc.assert(
      fc.property(places, (at) => {
        expect(read(cutAt(bytes, at))).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test("a new action is told as it is, and a broken line is no error", () => {
    const event = { Type: "container", Action: "hibernate: deep", Actor: { ID: "a" }, time: 5 };
    expect(decodeEvent(JSON.stringify(event))).toEqual({
      kind: "container",
      id: "a",
      action: "hibernate",
      time: 5,
    });
    expect(decodeEvent('{"Type":"conta')).toBe("undecodable");
    expect(decodeEvent("[]")).toBe("undecodable");
  });

  test("a time that no engine would take back is none", () => {
    const at = (time: string) =>
      decodeEvent(`{"Type":"container","Action":"die","Actor":{"ID":"a"},"time":${time}}`);
    expect(at("1795264206")).toMatchObject({ time: 1795264206 });
    for (const time of ["1e300", "-5", '"now"', "null"]) expect(at(time)).toMatchObject({ time: 0 });
  });

  test("a container that is not told, a type that is not known: nothing to look at", () => {
    const event = { Type: "container", Action: "die", Actor: { ID: "" }, time: 5 };
    expect(decodeEvent(JSON.stringify(event))).toBe("foreign");
    expect(decodeEvent(JSON.stringify({ ...event, Type: "satellite" }))).toBe("foreign");
  });
});

describe("events of images", () => {
  const told = (name: string) =>
    recorded(name)
      .trimEnd()
      .split("\n")
      .map(decodeEvent)
      .flatMap((event) => (typeof event === "object" && event.kind === "image" ? [event] : []));

  test.each([["image-events.jsonl"], ["image-events-containerd.jsonl"]])(
    "recorded: %s, all are read",
    (name) => {
      expect(told(name)).toHaveLength(recorded(name).trimEnd().split("\n").length);
    },
  );

  test("recorded (Docker 26.1): a pull and a tag tell the name, an untag the id, a load the id", () => {
    const events = told("image-events.jsonl");
    const first = (action: string) => events.find((event) => event.action === action);
    expect(first("pull")).toMatchObject({
      id: "",
      names: ["127.0.0.1:5000/multi:latest", "127.0.0.1:5000/multi"],
    });
    expect(first("tag")).toMatchObject({ id: expect.stringMatching(/^sha256:/), names: ["shop/named:1"] });
    for (const action of ["untag", "load", "delete"])
      expect(first(action)).toMatchObject({ id: expect.stringMatching(/^sha256:/), names: [] });
    expect(first("prune")).toMatchObject({ id: "", names: [] });
  });

  test("recorded (Docker 28.5, containerd's image store): an untag tells the name", () => {
    const untagged = told("image-events-containerd.jsonl").find((event) => event.action === "untag");
    expect(untagged).toMatchObject({ id: expect.stringMatching(/^sha256:/), names: ["shop/other:1"] });
  });
});

test("an image's id is read, or is not known", () => {
  expect(decodeImageId({ Id: "sha256:1", RepoTags: null, New: {} })).toBe("sha256:1");
  for (const other of [{}, { Id: 5 }, null, "text", []]) expect(decodeImageId(other)).toBeUndefined();
});

test("an image is as old as its last build, also where that made nothing new", () => {
  const Created = "2026-11-21T15:55:14.399152888Z";
  expect(decodeImageTime({ Id: "a", Created })).toBe(Date.parse("2026-11-21T15:55:14.399Z"));
  const LastTagTime = "2026-11-21T15:55:15.724316625Z";
  expect(decodeImageTime({ Id: "a", Created, Metadata: { LastTagTime } })).toBe(
    Date.parse("2026-11-21T15:55:15.724Z"),
  );
  const never = { Metadata: { LastTagTime: "0001-01-01T00:00:00Z" } };
  expect(decodeImageTime({ Id: "a", Created, ...never })).toBe(Date.parse("2026-11-21T15:55:14.399Z"));
  expect(decodeImageTime({ Id: "a", Created: 5, Metadata: [] })).toBeUndefined();
});

describe("whatever an engine answers", () => {
  const json = fc.jsonValue();
  /** An object in which some fields are of any kind, and there are others besides. */
  const odd = (base: object) =>
    fc
      .tuple(fc.subarray(Object.keys(base)), json, fc.dictionary(fc.string(), json))
      .map(([keys, value, more]) => ({
        ...more,
        ...base,
        ...Object.fromEntries(keys.map((key) => [key, value])),
      }));
  const plain = { Id: "a", Config: { Image: "redis", Labels: {} }, State: {} };

  test("no decoder throws", () => {
    fc.assert(
      fc.property(json, (value) => {
        decodeList(value);
        decodeList([value]);
        decodeInspect(value);
        decodeImageId(value);
        decodeEvent(JSON.stringify(value) ?? "");
      }),
    );
  });

  test("a list tells every entry that has an id, and counts the others", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(json, odd(list[0] ?? {}))), (entries) => {
        const withId = entries.filter(
          (entry) =>
            typeof entry === "object" && entry !== null && "Id" in entry && typeof entry["Id"] === "string",
        );
        const decoded = decodeList(entries);
        expect(decoded?.containers).toHaveLength(withId.length);
        expect(decoded?.skipped).toBe(entries.length - withId.length);
      }),
    );
  });

  test("an entry's other fields change nothing but what they tell", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (more) => {
        expect(decodeList([{ ...more, ...list[0] }])).toEqual(decodeList([list[0]]));
        expect(decodeInspect({ ...more, ...running })).toEqual(decodeInspect(running));
      }),
    );
  });

  test("an inspected container is read whatever its state and its network look like", () => {
    const state = odd(running["State"] ?? {});
    fc.assert(
      fc.property(state, json, (State, value) => {
        const settings = { Ports: value };
        expect(decodeInspect({ ...running, State, NetworkSettings: settings })).toMatchObject({
          id: running["Id"],
        });
        expect(decodeInspect({ ...plain, State, NetworkSettings: value })).toMatchObject({ id: "a" });
      }),
    );
  });

  test("an event is read, or is told to be none", () => {
    const event = { Type: "container", Action: "die", Actor: { ID: "a", Attributes: {} }, time: 5 };
    fc.assert(
      fc.property(fc.oneof(odd(event), odd({ ...event, Type: "image" })), (value) => {
        const read = decodeEvent(JSON.stringify(value));
        if (typeof read === "object") expect(Number.isSafeInteger(read.time)).toBe(true);
      }),
    );
  });

  test("an event's line that is cut anywhere is no event, and no error", () => {
    const lines = ["docker-events.jsonl", "image-events.jsonl", "image-events-containerd.jsonl"].flatMap(
      (name) => recorded(name).trimEnd().split("\n"),
    );
    // One of each kind: they are alike.
    const kinds = new Map(lines.map((line) => [/"Type".*?"Action":"\w+/.exec(line)?.[0], line]));
    expect(kinds.size).toBeGreaterThan(15);
    const read = [...kinds.values()].flatMap((line) => {
      const bytes = Buffer.from(line);
      return Array.from(bytes, (_, length) => decodeEvent(bytes.toString("utf8", 0, length)));
    });
    expect(new Set(read)).toEqual(new Set(["undecodable"]));
  });
});
