import { describe, expect, test } from "vitest";
import type { Node } from "../../../../src/host/tree/nodes.ts";
import { tooltip } from "../../../../src/host/tree/tooltip.ts";
import type { BakedState, BuildInfo } from "../../../../src/shared/builds.ts";
import type { AppState, StackState } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import {
  app,
  build,
  builds,
  changedCode,
  container,
  elsewhere,
  exited,
  failedBuild,
  liveBuild,
  loop,
  loose,
  mode,
  reload,
  service,
  stack,
} from "../states.ts";

const PORT = { address: "0.0.0.0", published: 8080, target: 80, protocol: "tcp" };

/** The paragraphs, as they are shown. */
function shown(of: StackState, node: Node): string[] {
  const text = tooltip(app([of]), node, style) ?? "";
  return text.replaceAll(/\\(.)/g, "$1").split("\n\n");
}
const stackTip = (of: StackState) => shown(of, { kind: "stack", stackId: of.id });
const serviceTip = (of: StackState, name: string) =>
  shown(of, { kind: "service", stackId: of.id, service: name });

describe("a service's tooltip", () => {
  test("says since when, for how long, and when that was true", () => {
    const shop = stack([service("ui", [container({ id: "a", health: "healthy", ports: [PORT] })])]);
    expect(serviceTip(shop, "ui")).toEqual([
      "**ui**",
      "Current or not: unknown (it runs)",
      "shop-a-1: running · healthy, started 10:41:00; up 1 h 19 min at 12:00",
      "http://localhost:8080/ (port 80 inside)",
      "Image: shop:dev",
    ]);
  });

  test("says how an inactive one becomes active, and what Up does about one that no file names", () => {
    const shop = stack([
      service("debug", [], { inactiveProfiles: ["debug"] }),
      service("old", [container()], { declared: false }),
    ]);
    expect(serviceTip(shop, "debug")).toContain(
      "Up leaves it out: profile debug is not active. Choose profiles on the stack to activate it.",
    );
    expect(serviceTip(shop, "old")).toContain(
      "The compose files do not name it, or not any more: Up leaves it as it is.",
    );
  });

  test("says what makes it current again", () => {
    const services = [service("ui", [container({ drift: "edited" })])];
    expect(serviceTip(stack(services), "ui")).toContain("Up makes its container anew, and so does Recreate.");
    expect(serviceTip(elsewhere("blog", services), "ui")).toContain(
      "Up in its own folder makes its container anew.",
    );
  });

  test("has the evidence of its reload after the verdict, and its loop", () => {
    const backend = service("backend", [container({ id: "a" })], {
      verdict: { kind: "current", evidence: "cargo-watch has started it after the last change." },
      reload: reload({ loop: loop(4_100) }),
    });
    expect(serviceTip(stack([backend]), "backend").slice(0, 3)).toEqual([
      "**backend**",
      "Runs your latest change: cargo-watch has started it after the last change.",
      "Last loop: 4.1 s",
    ]);
  });

  test("quotes the last words of a service that has died, the last ones only, as they were", () => {
    const lastWords = [
      ...Array.from({ length: 30 }, (_, index) => `line ${index}`),
      "```[x](command:evil)\u001b\u0007",
    ];
    const shop = stack([service("api", [exited(3)], { lastWords })]);
    const text = tooltip(app([shop]), { kind: "service", stackId: "shop", service: "api" }, style) ?? "";
    expect(text).toContain("The last lines of its log:\n\n````text\nline 19\n");
    expect(text).toContain("\nline 29\n```[x](command:evil)\n````\n\n");
    expect(text).not.toContain("line 18");
  });

  test("of many replicas names a few", () => {
    const many = service(
      "ui",
      Array.from({ length: 20 }, () => container()),
    );
    const paragraphs = serviceTip(stack([many]), "ui");
    expect(paragraphs).toContain("12 more containers");
    expect(paragraphs).toHaveLength(12);
  });
});

describe("a container's tooltip", () => {
  const one = (changes: Parameters<typeof container>[0]) =>
    shown(stack([service("ui", [container({ id: "0123456789abcdef", name: "shop-ui-1", ...changes })])]), {
      kind: "container",
      stackId: "shop",
      service: "ui",
      containerId: "0123456789abcdef",
    });

  test("says image, id and every port", () => {
    const ports = [
      PORT,
      { address: "::", published: 53, target: 53, protocol: "udp" },
      { address: "", published: 0, target: 9000, protocol: "tcp" },
    ];
    expect(one({ ports }).slice(2)).toEqual([
      "Image: shop:dev",
      "Id: 0123456789ab",
      "Ports: 0.0.0.0:8080 → 80/tcp, [::]:53 → 53/udp, 9000/tcp",
    ]);
  });

  test("says why Up would make it anew, and what a dead or a one-off one is", () => {
    expect(one({ drift: "edited" })).toContain(
      "The compose files say something else of its service than they did when it was made.",
    );
    expect(one({ drift: "rebuilt" })).toContain(
      "shop:dev stands for a newer image by now than the one that it was made from.",
    );
    expect(one({ status: "dead" })).toContain(
      "Docker could not remove it entirely. Remove it by force: docker rm -f.",
    );
    expect(one({ oneOff: true })).toContain("One-off: made by compose run, it ends by itself.");
  });

  test("is that of its row, where no project made it", () => {
    const paragraphs = serviceTip(loose(container({ name: "registry", image: "registry:2" })), "registry");
    expect([paragraphs[0], paragraphs[2]]).toEqual(["**registry**", "Image: registry:2"]);
  });

  test("shows names from outside letter by letter", () => {
    const image = "[click](command:evil) <img src=x> $(trash)";
    const shop = stack([service("ui", [container({ id: "a", image })])]);
    const text = tooltip(
      app([shop]),
      { kind: "container", stackId: "shop", service: "ui", containerId: "a" },
      style,
    );
    expect(text).toContain("\\[click\\]\\(command:evil\\) &lt;img src=x\\> \\$\\(trash\\)");
  });
});

describe("a stack's tooltip", () => {
  test("says the mode, its files and its profiles", () => {
    const dev = mode("dev", {
      files: ["/home/me/shop/compose.yaml", "/srv/extra.yml"],
      profiles: ["debug", "test"],
    });
    const debug = service("debug", [], { inactiveProfiles: ["debug"] });
    const shop = stack([debug], { modes: [dev, mode("production")], activeMode: dev.id, chosenProfiles: [] });
    expect(stackTip(shop).slice(1)).toEqual([
      "Mode: dev",
      "Compose files: ~/shop/compose.yaml, /srv/extra.yml",
      "Profiles chosen here: none",
      "Profiles in its files: debug, test",
      "Not active: debug. Choose profiles to activate them.",
    ]);
    expect(stackTip(stack([], { modes: [dev, mode("production")] }))).toContain(
      "No mode is chosen; there are: dev, production",
    );
  });

  test("says what Up and Down would do to others of the same name", () => {
    const paragraphs = stackTip(stack([], { collidesWith: ["/home/me/other/shop"] }));
    expect(paragraphs).toContain("The project name shop is also used by ~/other/shop.");
    expect(paragraphs.at(-2)).toMatch(/Up here replaces the other's containers and Down removes them/);
    expect(paragraphs.at(-1)).toMatch(/give one of them another name: name: in its compose file/);
  });

  test("says why watching has ended", () => {
    expect(stackTip(stack([], { watch: { kind: "failed", reason: "No file to watch." } }))).toContain(
      "Watching has ended, changes are not taken over any more: No file to watch.",
    );
  });

  test("of another project says where it was started, and that its files are not here", () => {
    expect(stackTip(elsewhere("blog", []))).toEqual([
      "**blog: no services**",
      "Started in ~/blog",
      "Its compose files are not in this workspace: open its folder to bring it up or to rebuild it.",
    ]);
  });
});

test("a problem's tooltip has Compose's words and the place", () => {
  const problemPlace = { file: "/home/me/shop/compose.yaml", line: 3, column: 5 };
  const problem = "/home/me/shop/compose.yaml: services.ui must be a mapping";
  const broken = mode("dev", { problem, problemPlace });
  expect(
    shown(stack([], { modes: [broken] }), { kind: "problem", stackId: "shop", modeId: broken.id }),
  ).toEqual([
    "**Compose file problem: /w/dev.yml**",
    "services.ui must be a mapping",
    "At ~/shop/compose.yaml, line 3",
  ]);
});

test("the groups' tooltips say what is in them, and where", () => {
  expect(shown(loose(container()), { kind: "group", group: "loose" })).toEqual([
    "**Other containers**",
    "Containers on the same engine that no Compose project made.",
    "Engine: unix:///var/run/docker.sock",
  ]);
  expect(shown(elsewhere("blog", []), { kind: "group", group: "elsewhere" })[1]).toContain(
    "not started from this workspace",
  );
});

describe("a service that is built here", () => {
  const of = (changes: Partial<AppState["builds"]>, baked?: BakedState) => {
    const backend = service("backend", [container({ id: "a" })], baked === undefined ? {} : { baked });
    const state = app([stack([backend])], { builds: builds(changes) });
    const text = tooltip(state, { kind: "service", stackId: "shop", service: "backend" }, style) ?? "";
    return text.replaceAll(/\\(.)/g, "$1").split("\n\n");
  };

  test("says when it was built, how long that took, and what broke the cache", () => {
    const said = of({ last: [build()] });
    expect(said).toContain(
      "Last build: succeeded after 42.1 s, begun 11:59:00 by Dev Loop; 7 of 9 steps cached",
    );
    expect(said).toContain("Cache broken at COPY . .: code changed. src/main.rs differs.");
  });

  test("says where a build failed and what the command printed last", () => {
    const said = of({ last: [failedBuild()] });
    expect(said).toContain("backend/Dockerfile, line 12: cargo build ended with exit code 101.");
    expect(said.some((text) => text.includes("could not compile"))).toBe(true);
  });

  test("says how far the build under way is", () => {
    expect(of({ live: [liveBuild()] })).toContain(
      "Being built: backend · 5/9 RUN cargo build · 0:42 of ~2:10",
    );
  });

  test("names the files that its image lacks, and counts the rest", () => {
    const files = Array.from({ length: 6 }, (_, index) => ({
      file: `/w/src/${index}.rs`,
      kind: "changed" as const,
    }));
    const [first] = changedCode().files;
    const code = changedCode({ files: first === undefined ? files : [first, ...files], more: 3 });
    expect(of({}, { code })).toContain(
      "Image built 11:30:00. It lacks: src/main.rs (11:48:00), src/0.rs, src/1.rs, src/2.rs, src/3.rs, 5 more",
    );
  });

  test("says what is touched and proves nothing, and what is not known", () => {
    expect(of({}, { code: { ...changedCode(), kind: "touched" } })).toContain(
      "Image built 11:30:00, and what it was built from is not known. Files touched since: src/main.rs (11:48:00)",
    );
    expect(of({}, { code: { kind: "unknown", reason: "it was pulled" } })).toContain(
      "Whether its image holds the code in the editor is not known: it was pulled",
    );
  });

  test.each<[BuildInfo, string]>([
    [
      { from: "label", commit: "0123456789abcdef", sameCommit: true, dirty: true },
      "Built from commit 0123456789, as a label of the image says; the workspace is there too, with uncommitted changes",
    ],
    [
      {
        from: "address",
        commit: "0123456789abcdef",
        date: "2026-11-21",
        sameCommit: false,
        head: "fedcba9876543210",
      },
      "Built from commit 0123456789, 2026-11-21, as the service says; the workspace is at fedcba9876",
    ],
    [{ from: "variable", date: "today" }, "Built today, as a variable of the container says"],
  ])("compares what it says of itself with the workspace: %#", (info, text) => {
    expect(of({}, { code: { kind: "same", builtAt: NOON, evidence: "Its hashes agree." }, info })).toContain(
      text,
    );
  });
});
