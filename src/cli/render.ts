import type { AppState, ContainerState, ServiceState, StackState, VerdictAction } from "../shared/model.ts";
import type { Assessment } from "./assess.ts";
import { align } from "./columns.ts";
import { reloadText } from "./reloadTexts.ts";
import { collisionTexts, problemTexts } from "./stackTexts.ts";

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

/** For people: one row a service, and below it what is wrong with the stacks; empty where there is no stack. */
export function renderTable(state: AppState): string {
  const services = state.stacks.flatMap((stack) => stack.services.map((service) => ({ stack, service })));
  const columns = services.some(({ service }) => service.reload) ? COLUMNS : COLUMNS.filter(isUsual);
  const rows = services.map(({ stack, service }) => columns.map(({ cell }) => cell(service, stack)));
  const table = rows.length === 0 ? [] : align([columns.map(({ title }) => title), ...rows]);
  const notes = state.stacks.flatMap((stack) => [...problemTexts(stack), ...collisionTexts(stack)]);
  return [...table, ...notes.map((note) => `${note}\n`)].join("");
}

interface Column {
  readonly title: string;
  cell(service: ServiceState, stack: StackState): string;
}

const RELOAD: Column = {
  title: "RELOAD",
  cell: ({ reload }, { known }) => (reload === undefined ? "-" : known ? reloadText(reload) : "?"),
};

const COLUMNS: readonly Column[] = [
  { title: "STACK", cell: (_, { project }) => project },
  { title: "SERVICE", cell: ({ name }) => name },
  { title: "STATE", cell: (service, { known }) => (known ? stateText(service) : "?") },
  { title: "HEALTH", cell: (service, { known }) => (known ? healthText(service) : "?") },
  { title: "PORTS", cell: portsText },
  RELOAD,
  { title: "VERDICT", cell: verdictText },
];

/** Stacks in which nothing is known to reload have no use for the column. */
function isUsual(column: Column): boolean {
  return column !== RELOAD;
}

function own(service: ServiceState): readonly ContainerState[] {
  return service.containers.filter((container) => !container.oneOff);
}

/** `running`, `exited (1)`, `2 running, 1 exited (1)`; `inactive (debug)` where Up leaves it out by its profiles. */
function stateText(service: ServiceState): string {
  const texts = own(service).map(({ status, exitCode }) =>
    status === "exited" && exitCode !== undefined ? `exited (${exitCode})` : status,
  );
  if (isLeftOut(service)) return `inactive (${service.inactiveProfiles.join(", ")})`;
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

function verdictText(service: ServiceState, { activeMode, known }: StackState): string {
  if (isLeftOut(service)) return "-";
  // Without a mode nobody knows which files would have to name it.
  const orphan = service.declared || activeMode === undefined ? "" : "; not in the compose files";
  const { verdict } = service;
  switch (verdict.kind) {
    case "current":
      return verdict.kind + orphan;
    case "unknown":
      // Why nothing is known is the same for most; files that were touched are worth a look.
      return (known && isTouched(service) ? `unknown: ${verdict.reason}` : verdict.kind) + orphan;
    case "pending":
      return `pending: ${verdict.reason}${orphan}`;
    case "notCurrent":
      return `not current: ${verdict.reason}${remedyText(verdict.action)}${orphan}`;
  }
}

function isTouched({ baked, reload }: ServiceState): boolean {
  return reload === undefined && baked?.code.kind === "touched";
}

/** Of what the reason does not say by itself. */
function remedyText(action: VerdictAction): string {
  switch (action) {
    case "recreate":
      return ": Up makes it anew";
    case "rebuild":
      return ": Rebuild takes it in";
    case "watch":
      return ": docker compose watch takes it in";
    case "up":
    case "start":
    case "restart":
    case "logs":
      return "";
  }
}

function isLeftOut(service: ServiceState): boolean {
  return own(service).length === 0 && service.inactiveProfiles.length > 0;
}
