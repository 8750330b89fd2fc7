import type { ComposeModel, ComposeService, KnownSet } from "../../../../src/core/compose/model.ts";

export const FOLDER = "/home/dev/shop";

export function service(name: string, changes: Partial<ComposeService> = {}): ComposeService {
  return { name, buildable: true, watchable: false, active: true, profiles: [], ...changes };
}

export function model(...services: ComposeService[]): ComposeModel {
  const profiles = [...new Set(services.flatMap((each) => each.profiles))].sort();
  return { project: "shop", services, profiles };
}

/** A set of one file in the `docker` folder of `shop`, that says `backend` and `ui`. */
export function set(name: string, changes: Partial<KnownSet> = {}): KnownSet {
  const file = `${FOLDER}/docker/${name}`;
  return {
    id: file,
    label: name.includes("dev") ? "dev" : "production",
    files: [file],
    projectDir: `${FOLDER}/docker`,
    runDir: FOLDER,
    origin: "found",
    envFiles: [],
    commands: {},
    model: model(service("backend"), service("ui")),
    ...changes,
  };
}

/** One that Compose never took. */
export function broken(name: string, problem: string, changes: Partial<KnownSet> = {}): KnownSet {
  const { model: _model, ...rest } = set(name, { problem, ...changes });
  return rest;
}
