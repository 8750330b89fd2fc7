import { expect, test } from "vitest";
import { ChosenProfiles } from "../../../../src/host/profiles/chosenProfiles.ts";
import {
  initialSelection,
  namesOf,
  type ProfileItem,
  profileItems,
  profilesOf,
  settleSelection,
} from "../../../../src/host/profiles/profileChoices.ts";
import type { StackState } from "../../../../src/shared/model.ts";
import { FakeMemento } from "../memento.ts";
import { plain } from "../plain.ts";
import { mode, service, stack } from "../states.ts";

const services = [service("api"), service("trace", [], { inactiveProfiles: ["debug", "ops"] })];
const modes = [
  mode("dev", { profiles: ["debug", "ops"] }),
  mode("production", { profiles: ["ops", "seed"] }),
];
const shop = (changes: Partial<StackState> = {}) =>
  stack(services, { modes, activeMode: "/w/dev.yml", ...changes });

const labels = (items: readonly ProfileItem[]) => items.map(({ label }) => label);
const OWN = "Compose's own (COMPOSE_PROFILES)";

test("the profiles are the active mode's, or those of all while none is active", () => {
  expect(profilesOf(shop())).toEqual(["debug", "ops"]);
  expect(profilesOf(stack(services, { modes }))).toEqual(["debug", "ops", "seed"]);
});

test("the way back comes first, and each profile says what it would bring", () => {
  const items = profileItems(shop(), plain);
  expect(labels(items)).toEqual([OWN, "debug", "ops"]);
  expect(items[1]?.description).toBe("trace");
});

test.each<[string, Partial<StackState>, string[]]>([
  ["nothing was chosen", {}, [OWN]],
  ["one was", { chosenProfiles: ["ops"] }, ["ops"]],
  ["none of them was wanted", { chosenProfiles: [] }, []],
  ["the chosen one is gone", { chosenProfiles: ["gone"] }, []],
])("what is checked at first, where %s", (_, changes, expected) => {
  const of = shop(changes);
  expect(labels(initialSelection(of, profileItems(of, plain)))).toEqual(expected);
});

test("Compose's own and a choice exclude each other: the last check counts", () => {
  const [own, debug, ops] = profileItems(shop(), plain) as [ProfileItem, ProfileItem, ProfileItem];
  expect(settleSelection([own], [own, debug])).toEqual([debug]);
  expect(settleSelection([debug, ops], [debug, ops, own])).toEqual([own]);
  expect(settleSelection([debug], [debug, ops])).toEqual([debug, ops]);
  expect(settleSelection([own], [])).toEqual([]);
});

test("nothing checked means none, and not Compose's own", () => {
  const [own, debug] = profileItems(shop(), plain) as [ProfileItem, ProfileItem];
  expect(namesOf([])).toEqual([]);
  expect(namesOf([debug])).toEqual(["debug"]);
  expect(namesOf([own])).toBeUndefined();
});

test("a choice is remembered for its stack, and taken back", async () => {
  const memory = new FakeMemento({ "devloop.chosenProfiles": { blog: ["a"], broken: 7 } });
  const chosen = new ChosenProfiles(memory);
  expect(await chosen.choose("shop", ["debug"])).toEqual({ blog: ["a"], shop: ["debug"] });
  expect(chosen.all).toEqual({ blog: ["a"], shop: ["debug"] });
  expect(await chosen.choose("blog", [])).toEqual({ blog: [], shop: ["debug"] });
  expect(await chosen.choose("shop", undefined)).toEqual({ blog: [] });
});
