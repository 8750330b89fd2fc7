import { describe, expect, it } from "vitest";
import { decodeDryRun } from "../../../../src/core/compose/dryRun.ts";
import type { ComposeService } from "../../../../src/core/compose/model.ts";
import { type PlanFacts, upPlan } from "../../../../src/core/compose/plan.ts";
import type { PlanConfigService } from "../../../../src/core/compose/planConfig.ts";
import { container } from "../stack/containers.ts";
import { model, service, set } from "../stack/sets.ts";
import { stream } from "./streams.ts";

const DEV = set("docker-compose.dev.yml");
const PRODUCTION = set("docker-compose.yml");

function named(name: string, changes: Partial<PlanConfigService> = {}): PlanConfigService {
  return { name, buildable: false, needs: [], ...changes };
}

/** A container of `mall` made from the dev files. */
function made(serviceName: string, number = 1, changes: Parameters<typeof container>[0] = {}) {
  const labels = { project: "mall", service: serviceName, ...changes.labels };
  return container({ name: `mall-${serviceName}-${number}`, number, ...changes, labels });
}

function declared(...services: ComposeService[]) {
  return { ...DEV, model: { ...model(...services), project: "mall" } };
}

const CONFIG: PlanFacts["config"] = {
  hasModels: false,
  services: [
    named("api", { needs: ["db"] }),
    named("db"),
    named("mail", { containerName: "mall_mail" }),
    named("mig", { needs: ["db"] }),
    named("side", { needs: ["db"] }),
    named("web", { needs: ["db", "mig"] }),
    named("worker"),
  ],
};
const NAMES = ["db", "mig", "web", "api", "worker", "mail", "side"];

async function plan(recorded: string, containers: PlanFacts["containers"], changes: Partial<PlanFacts> = {}) {
  const mode = declared(...NAMES.map((name) => service(name, { hash: name === "db" ? "new" : "h" })));
  const facts = { project: "mall", set: mode, sets: [mode, PRODUCTION], config: CONFIG, containers };
  return upPlan({ ...facts, dryRun: decodeDryRun(await stream(`compose/${recorded}.txt`)), ...changes });
}

function changes(planned: Awaited<ReturnType<typeof plan>>) {
  return Object.fromEntries(planned.services.map((each) => [each.service, each.change]));
}

const ALL = [
  made("db"),
  made("mig", 1, { status: "exited" }),
  made("web"),
  made("api", 1, { status: "exited" }),
  made("worker"),
  made("worker", 2),
  made("mail", 1, { name: "mall_mail", status: "paused" }),
  made("side"),
];

describe.each(["dry-run", "dry-run240"])("by the dry run of %s", (name) => {
  it("everything is created, in the order of the files, and images are built first", async () => {
    const planned = await plan(`${name}-create`, []);
    expect(planned).toMatchObject({ orphans: [], source: "dry run" });
    expect(planned.services).toEqual(
      NAMES.map((each) => ({
        service: each,
        change: "create",
        builds: each === "web" || each === "api",
        reasons: [],
      })),
    );
  });

  it("nothing is done to what is as it should be; what has ended is started", async () => {
    const running = ALL.map((each) => ({ ...each, status: "running" as const }));
    const ended = running.map((each) =>
      each.labels.service === "mig" ? { ...each, status: "exited" as const } : each,
    );
    const planned = await plan(`${name}-same`, ended);
    expect(changes(planned)).toEqual({
      db: "none",
      mig: "start",
      web: "none",
      api: "none",
      worker: "none",
      mail: "none",
      side: "none",
    });
    expect(planned.services.flatMap(({ reasons }) => reasons)).toEqual([]);
  });

  it("what was edited is recreated, with what shares its network; the rest is told as it is", async () => {
    const planned = await plan(`${name}-changed`, [...ALL, made("old-1")]);
    expect(planned.orphans).toEqual(["old-1"]);
    const of = (wanted: string) => planned.services.find((each) => each.service === wanted);
    expect(of("db")).toMatchObject({
      change: "recreate",
      reasons: ["What the compose files say of it has changed."],
    });
    expect(of("side")).toMatchObject({
      change: "recreate",
      reasons: ["It depends on db, which is recreated, so that it is recreated with it."],
    });
    expect(of("worker")).toMatchObject({
      change: "none",
      reasons: ["One of its containers is too many and is removed."],
    });
    expect(of("mail")).toMatchObject({
      change: "start",
      reasons: ["It is paused: unpause it first, for Up can't start what is paused."],
    });
  });
});

describe("what depends on a recreated service", () => {
  const ofWeb = async (name: string) =>
    (await plan(name, ALL)).services.find((each) => each.service === "web");

  it("is recreated by Compose 2.26", async () => {
    expect(await ofWeb("dry-run-changed")).toMatchObject({ change: "recreate" });
  });

  it("is restarted by Compose 2.40 where the file says so", async () => {
    expect(await ofWeb("dry-run240-changed")).toMatchObject({
      change: "start",
      reasons: ["It depends on db, which is recreated, so that it is restarted."],
    });
  });
});

describe("why a container is recreated", () => {
  const recreated = decodeDryRun(" DRY-RUN MODE -  Container mall-db-1  Recreate\n");
  const reasons = (labels: object, rest: Partial<PlanFacts> = {}, more = {}) => {
    const mode = declared(service("db", { hash: "h" }));
    const facts = { project: "mall", set: mode, sets: [mode, PRODUCTION], dryRun: recreated };
    const containers = [made("db", 1, { labels, ...more })];
    const config = { hasModels: false, services: [named("db")] };
    return upPlan({ ...facts, config, containers, ...rest }).services[0]?.reasons;
  };

  it("it was made in another mode", () => {
    expect(reasons({ configFiles: PRODUCTION.files })).toEqual(["It was made in another mode: production."]);
    expect(reasons({ configFiles: ["/x/a.yml", "/x/b.yml"] })).toEqual([
      "It was made in another mode: a.yml, b.yml.",
    ]);
    expect(reasons({ configFiles: [] })).toEqual(["It was made from other files."]);
  });

  it("its image was built anew, or is to be", () => {
    expect(reasons({}, {}, { namedImageId: "sha256:1" })).toEqual([
      "Its image's name stands for another image by now.",
    ]);
    const building = decodeDryRun("build service db\n Container mall-db-1  Recreate\n");
    expect(reasons({}, { dryRun: building })).toEqual([
      "Its image is built first, and counts as another one.",
    ]);
  });

  it("Compose alone knows", () => {
    expect(reasons({})).toEqual(["Compose does not say why: its networks or volumes may have changed."]);
  });
});

describe("without a dry run", () => {
  it("compares what Up would compare", () => {
    const mode = declared(
      ...["made", "edited", "same", "ended", "rebuilt"].map((name) => service(name, { hash: "h" })),
      service("cloud"),
    );
    const containers = [
      made("edited", 1, { labels: { configHash: "before" } }),
      made("same"),
      made("ended", 1, { status: "exited" }),
      made("rebuilt", 1, { namedImageId: "sha256:1" }),
      made("gone"),
      made("visitor", 1, { oneOff: true }),
    ];
    const services = [
      ...["made", "edited", "same", "ended", "rebuilt"].map((name) => named(name)),
      named("cloud", { provider: "awesomecloud" }),
    ];
    const planned = upPlan({
      project: "mall",
      set: mode,
      sets: [mode],
      config: { hasModels: false, services },
      containers,
    });
    expect(changes(planned)).toEqual({
      made: "create",
      edited: "recreate",
      same: "none",
      ended: "start",
      rebuilt: "recreate",
      cloud: "start",
    });
    expect(planned).toMatchObject({ source: "config hash", orphans: ["gone"] });
    expect(planned.services.at(-1)?.reasons).toEqual(["Up runs its provider, awesomecloud."]);
  });

  it("compares with another mode too", () => {
    const facts = {
      project: "mall",
      sets: [DEV, PRODUCTION],
      config: { hasModels: true, services: [named("db")] },
    };
    const production = { ...PRODUCTION, model: model(service("db", { hash: "other" })) };
    const planned = upPlan({ ...facts, set: production, containers: [made("db")] });
    expect(planned.services).toMatchObject([
      { change: "recreate", reasons: ["It was made in another mode: dev."] },
    ]);
  });
});

describe("what a dry run does not say outright", () => {
  const run = (...lines: string[]) =>
    decodeDryRun(lines.map((line) => ` DRY-RUN MODE -  Container ${line}\n`).join(""), "mall");
  const facts = (services: PlanConfigService[], containers: PlanFacts["containers"], ...lines: string[]) => {
    const mode = declared(...services.map(({ name }) => service(name, { hash: "h" })));
    const config = { hasModels: false, services };
    return upPlan({ project: "mall", set: mode, sets: [mode], config, containers, dryRun: run(...lines) });
  };
  const exited = { status: "exited" } as const;

  it("nothing is started where what has ended is too many", () => {
    const scaled = [made("db"), made("db", 2, exited)];
    const { services } = facts([named("db")], scaled, "mall-db-1 Running", "mall-db-2 Removing");
    expect(services).toMatchObject([{ change: "none", reasons: [expect.stringContaining("too many")] }]);
  });

  it("an image that is built each time may come out different", () => {
    const built = named("db", { buildable: true, pullPolicy: "build" });
    const { services } = facts([built], [made("db")], "mall-db-1 Running");
    expect(services).toEqual([
      {
        service: "db",
        change: "none",
        builds: true,
        reasons: [expect.stringContaining("builds its image each time")],
      },
    ]);
    expect(facts([built], [], "mall-db-1 Creating").services).toMatchObject([{ builds: true, reasons: [] }]);
  });

  it.each([
    ["always", 1],
    ["every_12h", 1],
    ["missing", 0],
    ["never", 0],
  ])("with the pull policy %s, there are %i words on a newer image", (pullPolicy, count) => {
    const { services } = facts([named("db", { pullPolicy })], [made("db")], "mall-db-1 Running");
    expect(services[0]?.reasons).toHaveLength(count);
  });

  it("a container that is stopped for its networks' sake is started again", () => {
    const { services } = facts([named("db")], [made("db")], "mall-db-1 Stopping", "mall-db-1 Stopped");
    expect(services).toMatchObject([{ change: "start", reasons: [expect.stringContaining("networks")] }]);
  });
});
