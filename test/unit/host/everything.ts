import type { AppState } from "../../../src/shared/model.ts";
import { app, container, elsewhere, exited, loose, mode, service, stack } from "./states.ts";

const ports = [{ address: "0.0.0.0", published: 8080, target: 80, protocol: "tcp" }];

/** Everything that rows may have to say, and every word that menus may look for. */
export const EVERYTHING: AppState = app([
  stack(
    [
      service("ui", [container({ id: "ui1", ports }), exited(0, { id: "ui2" })], { buildable: true }),
      service("api", [container({ id: "api1", status: "paused" })], { watchable: true }),
      service("debug", [container({ id: "debug1", oneOff: true })], { inactiveProfiles: ["debug"] }),
      service("old", [container({ id: "old1" })], { declared: false }),
    ],
    {
      modes: [mode("dev", { problem: "no", profiles: ["debug"] }), mode("production")],
      activeMode: "/w/dev.yml",
      watch: { kind: "on", since: 0 },
    },
  ),
  elsewhere("blog", [service("web", [container({ id: "blog1" })], { declared: false })]),
  loose(
    container({ id: "l1", name: "registry", image: "registry:2", ports }),
    container({ id: "l2", name: "asleep", status: "paused" }),
  ),
]);
