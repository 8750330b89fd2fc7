import type { AppState, ContainerState, ServiceState, StackState, Verdict } from "../shared/model.ts";
import type { Assessment } from "./assess.ts";

/** Raised with every change that would break a reader. */
const JSON_VERSION = 1;

/** For programs: the assessment, and the state that it was made from. */
export function renderJson(state: AppState, assessment: Assessment): string {
  const { engine, cli, stacks } = state;
  const told = {
    version: JSON_VERSION,
    status: assessment.kind,
    reasons: assessment.reasons,
    engine,
    cli,
    stacks,
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** For people: one row a service, and what is wrong with the files below; empty where there is no stack. */
export function renderTable(state: AppState): string {
  const rows = state.stacks.flatMap(stackRows);
  const problems = state.stacks.flatMap((stack) =>
    stack.modes.flatMap(({ label, problem }) =>
      problem === undefined ? [] : [`${stack.project} (${label}): ${problem}\n`],
    ),
  );
  const table = rows.length === 0 ? [] : align([HEADER, ...rows]);
  return [...table, ...problems].join("");
}

const HEADER = ["STACK", "SERVICE", "STATE", "HEALTH", "PORTS", "VERDICT"];

function stackRows(stack: StackState): string[][] {
  return stack.services.map((service) => [
    stack.project,
    service.name,
    stack.known ? stateText(service) : "?",
    stack.known ? healthText(service) : "?",
    portsText(service),
    verdictText(service.verdict),
  ]);
}

function own(service: ServiceState): readonly ContainerState[] {
  return service.containers.filter((container) => !container.oneOff);
}

/** `running`, `exited (1)`, `2 running, 1 exited (1)`. */
function stateText(service: ServiceState): string {
  const texts = own(service).map(({ status, exitCode }) =>
    status === "exited" && exitCode !== undefined ? `exited (${exitCode})` : status,
  );
  if (texts.length === 0) return "not created";
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const all = [...counts];
  if (texts.length === 1) return texts.join("");
  return all.map(([text, count]) => `${count} ${text}`).join(", ");
}

/** The worst of the running containers that have a health check. */
function healthText(service: ServiceState): string {
  const running = own(service).filter(({ status }) => status === "running");
  return (
    (["unhealthy", "starting", "healthy"] as const).find((health) =>
      running.some((container) => container.health === health),
    ) ?? "-"
  );
}

/** `8080->80`, with the address where it is not every one; both IP families are one port to people. */
function portsText(service: ServiceState): string {
  const texts = own(service)
    .flatMap(({ ports }) => ports)
    .map(({ address, published, target, protocol }) => {
      const host = ["0.0.0.0", "::", ""].includes(address)
        ? ""
        : `${address.includes(":") ? `[${address}]` : address}:`;
      return `${host}${published}->${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
    });
  return texts.length === 0 ? "-" : [...new Set(texts)].join(", ");
}

function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "current":
    case "unknown":
      return verdict.kind;
    case "pending":
      return `pending: ${verdict.reason}`;
    case "notCurrent":
      return `not current: ${verdict.reason}`;
  }
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) =>
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
  );
}
