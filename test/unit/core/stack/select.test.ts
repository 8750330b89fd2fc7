import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KnownSet } from "../../../../src/core/compose/model.ts";
import { StackSelector, selectStacks } from "../../../../src/core/stack/select.ts";
import { EMPTY_STORE, reduce, type StackEvent } from "../../../../src/core/stack/store.ts";
import { container, loose } from "./containers.ts";
import { broken, FOLDER, model, service, set } from "./sets.ts";

const hashed = model(
  service("backend", { hash: "h" }),
  service("ui", { active: false, profiles: ["debug"] }),
);

const sets = fc.constantFrom<readonly KnownSet[]>(
  [],
  [set("docker-compose.dev.yml")],
  [set("docker-compose.dev.yml", { model: hashed }), set("docker-compose.yml")],
  [broken("docker-compose.dev.yml", "yaml: line 1")],
);

const one = fc
  .record({
    id: fc.constantFrom("a", "b", "c", "d"),
    project: fc.constantFrom("shop", "blog", "constructor"),
    service: fc.constantFrom("backend", "ui"),
    status: fc.constantFrom("running" as const, "exited" as const),
    workingDir: fc.constantFrom(`${FOLDER}/docker`, "/elsewhere", ""),
    configHash: fc.constantFrom("h", "other", ""),
    namedImageId: fc.constantFrom("sha256:0", "sha256:1"),
    loose: fc.boolean(),
  })
  .map(({ id, status, namedImageId, loose: isLoose, ...labels }) =>
    isLoose ? loose(id, { id, status }) : container({ id, status, namedImageId, labels }),
  );

const event: fc.Arbitrary<StackEvent> = fc.oneof(
  { weight: 6, arbitrary: one.map((each) => ({ kind: "changed" as const, container: each })).map(told) },
  fc.constantFrom("a", "b", "c", "d").map((id) => told({ kind: "removed", id })),
  fc.uniqueArray(one, { selector: ({ id }) => id }).map((containers) => told({ kind: "listed", containers })),
  fc.constant(told({ kind: "lost" })),
  sets.map((known) => ({ kind: "sets" as const, sets: known })),
  fc.constantFrom<StackEvent>(
    { kind: "folders", folders: [FOLDER] },
    { kind: "folders", folders: [] },
    { kind: "chosen", chosen: { shop: `${FOLDER}/docker/docker-compose.yml` } },
    { kind: "chosenProfiles", chosenProfiles: { shop: ["debug"] } },
    { kind: "watch", stackId: "shop", watch: { kind: "on", since: 1 } },
    { kind: "actions", stackId: "blog", actions: [{ kind: "up", services: [], phase: "running", since: 1 }] },
  ),
);

function told(change: Extract<StackEvent, { kind: "containers" }>["change"]): StackEvent {
  return { kind: "containers", change };
}

describe("stacks that are kept", () => {
  test("are what they would be from scratch, whatever happened before", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const selector = new StackSelector();
        let store = EMPTY_STORE;
        for (const each of events) {
          store = reduce(store, each);
          expect(selector.select(store)).toEqual(selectStacks(store));
        }
      }),
    );
  });

  test("stay themselves, and so do their services, where only another changed", () => {
    const selector = new StackSelector();
    const [web, db, other] = [loose("web"), loose("db"), container()];
    const listed = reduce(EMPTY_STORE, told({ kind: "listed", containers: [web, db, other] }));
    const before = selector.select(listed);
    const changed = { ...web, status: "paused" as const };
    const after = selector.select(reduce(listed, told({ kind: "changed", container: changed })));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    const named = (stacks: typeof after, name: string) =>
      stacks[1]?.services.find((service) => service.name === name);
    expect(named(after, "db")).toBe(named(before, "db"));
    expect(named(after, "web")).toMatchObject({ containers: [{ status: "paused" }] });
  });

  test("stay themselves where their files were read again and say the same", () => {
    const selector = new StackSelector();
    const read = (): StackEvent => ({ kind: "sets", sets: [set("docker-compose.dev.yml")] });
    const store = reduce(reduce(EMPTY_STORE, read()), told({ kind: "listed", containers: [container()] }));
    const before = selector.select(store);
    expect(selector.select(reduce(store, read()))[0]).toBe(before[0]);
  });
});
