import fc from "fast-check";
import type { AppState, ServiceState, StackState } from "../../../src/shared/model.ts";

const container = fc.record({
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
});

const service = fc.record<ServiceState>({
  name: fc.constantFrom("backend", "ui", "worker", "db"),
  declared: fc.boolean(),
  buildable: fc.boolean(),
  containers: fc.array(container, { maxLength: 2 }) as fc.Arbitrary<ServiceState["containers"]>,
  verdict: fc.constantFrom<ServiceState["verdict"]>(
    { kind: "unknown", reason: "nothing is known" },
    { kind: "current", evidence: "the build finished" },
  ),
});

const stack = fc.record<StackState>({
  id: fc.constantFrom("shop", "blog", "infra"),
  project: fc.constant("project"),
  modes: fc.constant([]),
  actions: fc.constantFrom<StackState["actions"]>(
    [],
    [{ kind: "up", services: [], phase: "running", since: 1 }],
  ),
  known: fc.boolean(),
  running: fc.nat(3),
  total: fc.nat(3),
  services: fc.uniqueArray(service, { selector: ({ name }) => name, maxLength: 4 }),
});

/** States as the core makes them: ids of stacks and names of services are unique. */
export const appState: fc.Arbitrary<AppState> = fc.record<AppState>({
  trust: fc.constantFrom("trusted", "untrusted"),
  engine: fc.constantFrom<AppState["engine"]>(
    { kind: "idle" },
    { kind: "unreachable", reason: "no socket", advice: "start Docker" },
  ),
  cli: fc.constant<AppState["cli"]>({ kind: "unknown" }),
  settled: fc.boolean(),
  stacks: fc.uniqueArray(stack, { selector: ({ id }) => id, maxLength: 3 }),
});
