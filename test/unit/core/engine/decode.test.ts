import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineSplitter } from "../../../../src/core/base/lines.ts";
import { decodeInspect, decodeList } from "../../../../src/core/engine/decode.ts";
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
  ])("%s", (Status, State, expected) => {
    expect(decodeList([{ ...list[0], Status, State }])?.containers[0]).toMatchObject(expected);
  });

  test("an entry that can't be read is skipped and counted, the others are told", () => {
    const decoded = decodeList([null, { Id: 7 }, "text", ...list, { Id: "foreign", Labels: {} }]);
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

  test("what is no container is told from what is not Compose's", () => {
    expect(decodeInspect("text")).toBe("undecodable");
    expect(decodeInspect({ Id: "x" })).toBe("undecodable");
    expect(decodeInspect({ Id: "x", Config: { Labels: null }, State: {} })).toBe("foreign");
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
    expect(decodeEvent(JSON.stringify(event))).toEqual({ id: "a", action: "hibernate", time: 5 });
    expect(decodeEvent('{"Type":"conta')).toBe("undecodable");
    expect(decodeEvent("[]")).toBe("undecodable");
  });
});

test("nothing that an engine could answer makes a decoder throw", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      decodeList(value);
      decodeList([value, { ...list[0], State: value, Labels: value, Ports: value }]);
      decodeInspect(value);
      decodeInspect({ ...running, State: value, NetworkSettings: value });
      decodeInspect({ ...running, NetworkSettings: { Ports: value } });
      decodeEvent(JSON.stringify(value) ?? "");
    }),
    { numRuns: 300 },
  );
});
