import fc from "fast-check";
import { NO_BUILDS } from "../../../src/shared/builds.ts";
import {
  type AppState,
  LOOSE_STACK_ID,
  type ServiceState,
  type StackMode,
  type StackState,
} from "../../../src/shared/model.ts";

const containerFields = {
  id: fc.constantFrom("a1", "b2", "c3"),
  name: fc.constantFrom("shop-backend-1", "shop-ui-1"),
  image: fc.constant("shop-backend:dev"),
  imageId: fc.constant("sha256:0"),
  status: fc.constantFrom("running", "exited", "paused"),
  health: fc.constantFrom("none", "starting", "healthy", "unhealthy"),
  oomKilled: fc.boolean(),
  ports: fc.array(
    fc.record({
      address: fc.constant("127.0.0.1"),
      published: fc.constantFrom(8080, 3000),
      target: fc.constant(80),
      protocol: fc.constant("tcp"),
    }),
    { maxLength: 2 },
  ),
  number: fc.constantFrom(1, 2),
  oneOff: fc.boolean(),
  drift: fc.constantFrom("edited", "rebuilt"),
};

const container = fc.record(containerFields, {
  requiredKeys: keysOf(containerFields).filter((key) => key !== "drift"),
});

const service = fc.record<ServiceState>({
  name: fc.constantFrom("backend", "ui", "worker", "db"),
  declared: fc.boolean(),
  buildable: fc.boolean(),
  watchable: fc.boolean(),
  inactiveProfiles: fc.constantFrom([], ["debug"]),
  containers: fc.array(container, { maxLength: 2 }) as fc.Arbitrary<ServiceState["containers"]>,
  verdict: fc.constantFrom<ServiceState["verdict"]>(
    { kind: "unknown", reason: "nothing is known" },
    { kind: "current", evidence: "the build finished" },
  ),
});

const mode: StackMode = {
  id: "/home/dev/shop/compose.yaml",
  label: "compose.yaml",
  files: ["/home/dev/shop/compose.yaml"],
  projectDir: "/home/dev/shop",
  origin: "found",
  profiles: ["debug"],
};

const optional = {
  activeMode: fc.constant(mode.id),
  chosenProfiles: fc.constantFrom([], ["debug"]),
  workingDirs: fc.constant(["/home/dev/elsewhere"]),
};

const required = {
  id: fc.constantFrom("shop", "blog", LOOSE_STACK_ID),
  project: fc.constant("project"),
  origin: fc.constantFrom<StackState["origin"]>("workspace", "elsewhere", "loose"),
  modes: fc.constantFrom<StackState["modes"]>([], [mode]),
  actions: fc.constantFrom<StackState["actions"]>(
    [],
    [{ kind: "up", services: [], phase: "running", since: 1 }],
  ),
  watch: fc.constantFrom<StackState["watch"]>(
    { kind: "off" },
    { kind: "on", since: 1 },
    { kind: "failed", reason: "it ended" },
  ),
  collidesWith: fc.constantFrom([], ["/home/dev/other"]),
  known: fc.boolean(),
  running: fc.nat(3),
  total: fc.nat(3),
  services: fc.uniqueArray(service, { selector: ({ name }) => name, maxLength: 4 }),
};

const stack: fc.Arbitrary<StackState> = fc.record(
  { ...required, ...optional },
  { requiredKeys: keysOf(required) },
);

/** States as the core makes them: ids of stacks and names of services are unique. */
export const appState: fc.Arbitrary<AppState> = fc.record<AppState>({
  trust: fc.constantFrom("trusted", "untrusted"),
  engine: fc.constantFrom<AppState["engine"]>(
    { kind: "idle" },
    { kind: "unreachable", reason: "no socket", advice: "start Docker" },
  ),
  cli: fc.constant<AppState["cli"]>({ kind: "unknown" }),
  settled: fc.boolean(),
  builds: fc.constantFrom<AppState["builds"]>(NO_BUILDS, { ...NO_BUILDS, seen: "all" }),
  stacks: fc.uniqueArray(stack, { selector: ({ id }) => id, maxLength: 3 }),
});

function keysOf<T extends object>(record: T): (keyof T)[] {
  // These are written down above, with no other keys than their type's.
  return Object.keys(record) as (keyof T)[];
}
