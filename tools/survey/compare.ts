import { composeProblem } from "../../src/core/compose/failure.ts";
import type { ReadResult } from "../../src/core/compose/model.ts";
import type { Direct } from "./direct.ts";

/** What Dev Loop and Compose say differently, in words; empty: they agree. */
export function differences(ours: ReadResult, direct: Direct): string[] {
  if (ours.kind === "unasked") return ["Dev Loop did not ask Compose"];
  if (direct.kind === "refused") {
    if (ours.kind === "ok") return [`Compose refuses what Dev Loop reads: ${direct.stderr.trim()}`];
    const said = composeProblem(direct.stderr, direct.exitCode);
    return said === ours.problem ? [] : [`Compose says "${said}", Dev Loop "${ours.problem}"`];
  }
  if (ours.kind === "broken") return [`Dev Loop refuses what Compose reads: ${ours.problem}`];
  const { project, services, profiles } = ours.model;
  const names = (of: typeof services) => of.map(({ name }) => name).sort();
  const pairs: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["project", [project], [direct.project]],
    ["active services", names(services.filter(({ active }) => active)), direct.active],
    ["services", names(services), direct.services],
    ["profiles", profiles, direct.profiles],
    ["buildable", names(services.filter(({ buildable }) => buildable)), direct.buildable],
  ];
  return pairs
    .filter(([, left, right]) => left.join(" ") !== right.join(" "))
    .map(
      ([what, left, right]) =>
        `${what}: Dev Loop ${left.join(" ") || "-"}, Compose ${right.join(" ") || "-"}`,
    );
}
