import { DEFAULT_BUILD, type Environment } from "../../src/shared/protocol.ts";

/** A trusted window with these folders, in which the user has set and chosen nothing but what the test says. */
export function environment(folders: readonly string[], changes: Partial<Environment> = {}): Environment {
  return {
    folders,
    trust: "trusted",
    settings: { dockerHost: "", stacks: [], services: {}, build: DEFAULT_BUILD },
    chosenModes: {},
    chosenProfiles: {},
    chosenContext: "",
    ...changes,
  };
}
