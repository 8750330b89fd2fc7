import { describe, expect, it } from "vitest";
import { renderJson, renderTable } from "../../../src/cli/render.ts";
import { serviceVerdict } from "../../../src/core/verdict/service.ts";
import type { BakedState } from "../../../src/shared/builds.ts";
import type { ServiceState, VerdictAction } from "../../../src/shared/model.ts";
import { appState, container, mode, reloadState, serviceState, stackState } from "./states.ts";

function table(...services: readonly ServiceState[]): string {
  return renderTable(appState({ stacks: [stackState({ services })] }));
}

/** The cells of the one service's row. */
function cells(service: Partial<ServiceState>): string[] {
  return table(serviceState(service)).split("\n")[1]?.split(/ {2,}/) ?? [];
}

describe("the table", () => {
  it("has a row a service, in columns", () => {
    const port = { address: "127.0.0.1", published: 8080, target: 80, protocol: "tcp" };
    expect(
      table(
        serviceState({ name: "backend", containers: [container({ health: "healthy", ports: [port] })] }),
        serviceState({
          name: "ui",
          containers: [container({ status: "exited", exitCode: 1 })],
          verdict: {
            kind: "notCurrent",
            reason: "exited with code 1",
            evidence: "shop-ui-1 has ended",
            action: "logs",
          },
        }),
      ),
    ).toBe(
      [
        "STACK  SERVICE  STATE       HEALTH   PORTS               VERDICT",
        "shop   backend  running     healthy  127.0.0.1:8080->80  unknown",
        "shop   ui       exited (1)  -        -                   not current: exited with code 1",
        "",
      ].join("\n"),
    );
  });

  it("has a column for reloads where any service has them", () => {
    const verdict = { kind: "current", evidence: "it was started after the last change" } as const;
    expect(
      table(serviceState({ name: "backend", reload: reloadState(), verdict }), serviceState({ name: "db" })),
    ).toBe(
      [
        "STACK  SERVICE  STATE    HEALTH  PORTS  RELOAD               VERDICT",
        "shop   backend  running  -       -      running, new, 4.1 s  current",
        "shop   db       running  -       -      -                    unknown",
        "",
      ].join("\n"),
    );
    const services = [serviceState({ reload: reloadState() })];
    expect(renderTable(appState({ stacks: [stackState({ known: false, services })] }))).toMatch(
      /web +\? +\? +- +\? +unknown\n$/,
    );
  });

  it("says what takes a change in that no reload does", () => {
    const verdict = { kind: "notCurrent", reason: "not taken in", evidence: "it is newer" } as const;
    const told = (action: VerdictAction) => cells({ verdict: { ...verdict, action } })[5];
    expect(told("watch")).toBe("not current: not taken in: docker compose watch takes it in");
    expect(told("rebuild")).toBe("not current: not taken in: Rebuild takes it in");
    expect(told("restart")).toBe("not current: not taken in");
  });

  it("says whose image lacks what was written, in one line, and which files were touched", () => {
    const file = "/shop/src/main\n.rs";
    const files = [{ file, kind: "changed" }] as const;
    const lacks: BakedState = { code: { kind: "changed", builtAt: 1, files, more: 1 } };
    const touched: BakedState = { code: { kind: "touched", builtAt: 1, files, more: 0 } };
    const verdict = (baked: BakedState) => serviceVerdict([container()], true, [], undefined, baked);
    const told = (baked: BakedState) =>
      table(serviceState({ baked, verdict: verdict(baked) })).split("\n")[1];
    expect(told(lacks)).toMatch(
      /not current: its image lacks your change in main \.rs and 1 more: Rebuild takes it in$/,
    );
    expect(told(touched)).toMatch(/unknown: files were touched since its image was built: main \.rs$/);
    const reloading = serviceState({ baked: touched, reload: reloadState() });
    expect(table(reloading).split("\n")[1]).toMatch(/unknown$/);
  });

  it("sums up a service's containers, one-off ones left out", () => {
    const containers = [
      container(),
      container({ number: 2, health: "unhealthy" }),
      container({ number: 3, status: "exited", exitCode: 137 }),
      container({ number: 4, status: "dead", oneOff: true }),
    ];
    expect(cells({ containers }).slice(2, 4)).toEqual(["2 running, 1 exited (137)", "unhealthy"]);
    expect(cells({ containers: [] }).slice(2, 5)).toEqual(["not created", "-", "-"]);
  });

  it("says a port once for both IP families, and UDP and addresses where they matter", () => {
    const port = { published: 53, target: 5353, protocol: "udp" };
    const ports = [
      { ...port, address: "0.0.0.0" },
      { ...port, address: "::" },
      { ...port, address: "::1", protocol: "tcp" },
    ];
    expect(cells({ containers: [container({ ports })] })[4]).toBe("53->5353/udp, [::1]:53->5353");
  });

  it("does not take containers that can't be seen for containers that are not there", () => {
    const services = [serviceState({ containers: [] })];
    const text = renderTable(appState({ stacks: [stackState({ known: false, services })] }));
    expect(text.split("\n")[1]).toMatch(/^shop +web +\? +\? +- +unknown$/);
  });

  it("says below what Compose has against the files", () => {
    const modes = [mode({ label: "dev", problem: "yaml: line 1: no." })];
    expect(renderTable(appState({ stacks: [stackState({ modes, services: [] })] }))).toBe(
      "shop (dev): yaml: line 1: no.\n",
    );
  });

  it("has the problem's place as terminals make links of it, and its file once", () => {
    const problemPlace = { file: "/shop/compose.yaml", line: 4, column: 5 };
    const problem = "/shop/compose.yaml: services.web additional properties 'portz' not allowed.";
    const modes = [mode({ label: "dev", problem, problemPlace })];
    expect(renderTable(appState({ stacks: [stackState({ modes, services: [] })] }))).toBe(
      "shop (dev): /shop/compose.yaml:4:5: services.web additional properties 'portz' not allowed.\n",
    );
  });

  it("says which services are left out by their profiles, and not that they are missing", () => {
    const verdict = { kind: "unknown", reason: "none of its profiles is active (debug, trace)" } as const;
    const left = { containers: [], inactiveProfiles: ["debug", "trace"], verdict };
    expect(cells(left).slice(2)).toEqual(["inactive (debug, trace)", "-", "-", "-"]);
    // It runs all the same: then it is like any other.
    expect(cells({ ...left, containers: [container()] }).slice(2)).toEqual(["running", "-", "-", "unknown"]);
  });

  it("says what Up would make anew, and what no file names", () => {
    const edited = serviceVerdict([container({ drift: "edited" })], true, []);
    expect(cells({ verdict: edited })[5]).toMatch(
      /^not current: .*edited since it was made: Up makes it anew$/,
    );
    expect(cells({ declared: false })[5]).toBe("unknown; not in the compose files");
  });

  it("says below who else uses a project's name", () => {
    const stack = stackState({ collidesWith: ["/other/shop", "/third"], services: [] });
    expect(renderTable(appState({ stacks: [stack] }))).toMatch(/^shop: .* \/other\/shop, \/third; Up .*\n$/);
  });

  it("is empty where there is no stack", () => {
    expect(renderTable(appState({ stacks: [] }))).toBe("");
  });
});

describe("the JSON", () => {
  it("holds what is known of images", () => {
    const baked = { code: { kind: "same", builtAt: 1, evidence: "Nothing differs." } } as const;
    const state = appState({ stacks: [stackState({ services: [serviceState({ baked })] })] });
    const told = JSON.parse(renderJson(state, { kind: "well", reasons: [] }));
    expect(told.stacks[0].services[0].baked).toEqual(baked);
  });

  it("holds the assessment and the state that it was made from", () => {
    const state = appState();
    expect(JSON.parse(renderJson(state, { kind: "notWell", reasons: ["why"] }))).toEqual({
      version: 1,
      status: "notWell",
      reasons: ["why"],
      engine: state.engine,
      cli: state.cli,
      stacks: state.stacks,
    });
  });
});
