import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DryRun, decodeDryRun } from "../../../../src/core/compose/dryRun.ts";
import { stream } from "./streams.ts";

const GENERATIONS = { "Compose 2.26": "dry-run", "Compose 2.40": "dry-run240" };

async function decoded(name: string): Promise<DryRun> {
  return decodeDryRun(await stream(`compose/${name}.txt`));
}

function steps({ containers }: DryRun): Record<string, string[]> {
  return Object.fromEntries([...containers].map(([name, words]) => [name, [...words]]));
}

describe.each(Object.entries(GENERATIONS))("what %s said", (_generation, name) => {
  it("of a stack of which nothing is there", async () => {
    const run = await decoded(`${name}-create`);
    expect([...run.builds].sort()).toEqual(["api", "web"]);
    const created = ["Creating", "Created"];
    expect(steps(run)).toEqual({
      "mall-db-1": created,
      "mall-mig-1": created,
      "mall-web-1": created,
      "mall-api-1": created,
      "mall-worker-1": created,
      "mall-worker-2": created,
      mall_mail: created,
      "mall-side-1": created,
      "mall-old-1-1": created,
    });
  });

  it("of a stack that is as it should be", async () => {
    const run = await decoded(`${name}-same`);
    expect([...run.builds]).toEqual([]);
    expect(steps(run)["mall-db-1"]).toEqual(["Running"]);
    expect(Object.values(steps(run)).flat()).not.toContain("Creating");
    expect(Object.values(steps(run)).flat()).not.toContain("Recreate");
  });

  it("of one that was edited", async () => {
    const all = steps(await decoded(`${name}-changed`));
    expect(all).toMatchObject({
      "mall-db-1": ["Recreate", "Recreated"],
      "mall-worker-1": ["Running"],
      "mall-worker-2": ["Stopping", "Stopped", "Removing", "Removed"],
      mall_mail: ["Restart", "Restarted"],
    });
    expect(all["mall-side-1"]).toContain("Recreate");
  });
});

it("knows what depends on a recreated service by Compose's word: the generations differ", async () => {
  const [before, now] = await Promise.all([decoded("dry-run-changed"), decoded("dry-run240-changed")]);
  expect(steps(before)["mall-mig-1"]).toEqual(["Recreate", "Recreated"]);
  expect(steps(now)["mall-mig-1"]).toBeUndefined();
  expect(steps(now)["mall-web-1"]).toEqual(["Stopping", "Stopped"]);
});

it("knows a container again whose name is taken until the former one is gone", () => {
  const run = decodeDryRun(" DRY-RUN MODE -  Container 393c65ccd138_mall-db-1  Starting\n");
  expect(steps(run)).toEqual({ "mall-db-1": ["Starting"] });
});

it("knows a container by its name where the project's name looks like such an id", () => {
  const run = decodeDryRun(
    " DRY-RUN MODE -  Container deadbeefcafe_x-a-1  Creating\n DRY-RUN MODE -  Container 393c65ccd138_deadbeefcafe_x-b-1  Starting\n",
    "deadbeefcafe_x",
  );
  expect(steps(run)).toEqual({ "deadbeefcafe_x-a-1": ["Creating"], "deadbeefcafe_x-b-1": ["Starting"] });
});

it("reads lines without the prefix", () => {
  expect(steps(decodeDryRun(" Container mall-db-1 Creating \n"))).toEqual({ "mall-db-1": ["Creating"] });
});

it("never throws, and finds nothing in what is no dry run", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom("DRY-RUN MODE - ", "Container ", " ==> "))),
      (parts) => {
        decodeDryRun(parts.join(""));
      },
    ),
  );
  const { containers, builds } = decodeDryRun(
    "#1 naming to docker.io/library/x done\nContainer\nbuild service",
  );
  expect([containers.size, builds.size]).toEqual([0, 0]);
});
