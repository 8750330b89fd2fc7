import type { BuildsState } from "./builds.ts";
import type { AppState, ServiceState, StackState, StackSummary } from "./model.ts";

/** One change of the state, small enough to refresh only the rows that it touches. */
export type Patch =
  | { readonly kind: "app"; readonly value: Omit<AppState, "stacks" | "builds"> }
  | { readonly kind: "builds"; readonly builds: BuildsState }
  /** Everything of a stack but its services; the stack is added where it is new. */
  | { readonly kind: "stack"; readonly stack: StackSummary }
  | { readonly kind: "stackRemoved"; readonly stackId: string }
  /** The stacks' ids in order; sent when membership or order changed. */
  | { readonly kind: "order"; readonly stacks: readonly string[] }
  | { readonly kind: "service"; readonly stackId: string; readonly service: ServiceState }
  | { readonly kind: "serviceOrder"; readonly stackId: string; readonly services: readonly string[] };

/**
 * What turns `previous` into `next`. Unchanged parts are recognized by identity:
 * produce states with {@link share} to keep the patches small.
 */
export function diff(previous: AppState, next: AppState): Patch[] {
  if (previous === next) return [];
  const patches: Patch[] = [];
  if (
    previous.trust !== next.trust ||
    previous.engine !== next.engine ||
    previous.cli !== next.cli ||
    previous.settled !== next.settled
  ) {
    patches.push({
      kind: "app",
      value: { trust: next.trust, engine: next.engine, cli: next.cli, settled: next.settled },
    });
  }
  if (previous.builds !== next.builds) patches.push({ kind: "builds", builds: next.builds });
  const before = new Map(previous.stacks.map((stack) => [stack.id, stack]));
  const after = new Set(next.stacks.map((stack) => stack.id));
  for (const stack of previous.stacks) {
    if (!after.has(stack.id)) patches.push({ kind: "stackRemoved", stackId: stack.id });
  }
  for (const stack of next.stacks) diffStack(before.get(stack.id), stack, patches);
  if (!sameOrder(ids(previous), ids(next))) patches.push({ kind: "order", stacks: ids(next) });
  return patches;
}

function diffStack(previous: StackState | undefined, next: StackState, patches: Patch[]): void {
  if (previous === next) return;
  patches.push({ kind: "stack", stack: summary(next) });
  const before = new Map(previous?.services.map((service) => [service.name, service]));
  for (const service of next.services) {
    if (before.get(service.name) !== service) patches.push({ kind: "service", stackId: next.id, service });
  }
  const names = next.services.map((service) => service.name);
  const old = previous?.services.map((service) => service.name) ?? [];
  if (!sameOrder(old, names)) patches.push({ kind: "serviceOrder", stackId: next.id, services: names });
}

/** Applies what {@link diff} made; a patch about a stack that is not there changes nothing. */
export function applyPatch(state: AppState, patch: Patch): AppState {
  switch (patch.kind) {
    case "app":
      return { ...patch.value, stacks: state.stacks, builds: state.builds };
    case "builds":
      return { ...state, builds: patch.builds };
    case "stack": {
      const known = state.stacks.some((stack) => stack.id === patch.stack.id);
      return known
        ? updateStack(state, patch.stack.id, (stack) => ({ ...patch.stack, services: stack.services }))
        : { ...state, stacks: [...state.stacks, { ...patch.stack, services: [] }] };
    }
    case "stackRemoved":
      return { ...state, stacks: state.stacks.filter((stack) => stack.id !== patch.stackId) };
    case "order":
      return { ...state, stacks: inOrder(state.stacks, patch.stacks, (stack) => stack.id) };
    case "service":
      return updateStack(state, patch.stackId, (stack) => ({
        ...stack,
        services: stack.services.some((service) => service.name === patch.service.name)
          ? stack.services.map((service) => (service.name === patch.service.name ? patch.service : service))
          : [...stack.services, patch.service],
      }));
    case "serviceOrder":
      return updateStack(state, patch.stackId, (stack) => ({
        ...stack,
        services: inOrder(stack.services, patch.services, (service) => service.name),
      }));
  }
}

/**
 * `next`, with every part that equals the same part of `previous` replaced by it, so that identity means
 * equality. A part of `next` in which nothing had to be replaced stays itself, so that whoever made it finds it again
 * in no time. For plain data only (objects, arrays, primitives).
 */
export function share<T>(previous: unknown, next: T): T;
export function share(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next)) return previous;
  if (Array.isArray(previous) && Array.isArray(next)) return shareArray(previous, next);
  if (isRecord(previous) && isRecord(next)) return shareRecord(previous, next);
  return next;
}

function shareArray(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const parts = next.map((value, index) => share(previous[index], value));
  if (parts.length === previous.length && isSame(parts, previous)) return previous;
  return isSame(parts, next) ? next : parts;
}

function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.every((value, index) => Object.is(value, right[index]));
}

type Plain = Readonly<Record<string, unknown>>;

function shareRecord(previous: Plain, next: Plain): Plain {
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(previous).length;
  let replaced = false;
  const parts: unknown[] = [];
  for (const key of keys) {
    // What is inherited, as by the key `__proto__`, is none of its parts.
    const known = Object.hasOwn(previous, key);
    const part = known ? share(previous[key], next[key]) : next[key];
    if (!known || !Object.is(part, previous[key])) same = false;
    if (!Object.is(part, next[key])) replaced = true;
    parts.push(part);
  }
  if (same) return previous;
  return replaced ? Object.fromEntries(keys.map((key, index) => [key, parts[index]])) : next;
}

function isRecord(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function summary(stack: StackState): StackSummary {
  const { services: _services, ...rest } = stack;
  return rest;
}

function updateStack(state: AppState, id: string, change: (stack: StackState) => StackState): AppState {
  return { ...state, stacks: state.stacks.map((stack) => (stack.id === id ? change(stack) : stack)) };
}

function inOrder<T>(items: readonly T[], order: readonly string[], key: (item: T) => string): T[] {
  const byKey = new Map(items.map((item) => [key(item), item]));
  return order.flatMap((name) => byKey.get(name) ?? []);
}

function ids(state: AppState): string[] {
  return state.stacks.map((stack) => stack.id);
}

function sameOrder(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
