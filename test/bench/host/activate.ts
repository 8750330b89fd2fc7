import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import * as z from "zod/mini";
import { answer, readInput } from "./exchange.ts";

const Ids = z.array(z.string());

/** Activates the first extension, waits until the host is at rest, and gives how long each other one takes in ms. */
export function run(): Promise<void> {
  return answer(async () => {
    const times: Record<string, number> = {};
    const [first = "", ...others] = z.parse(Ids, readInput());
    await activate(first);
    await rest();
    for (const id of others) times[id] = await activate(id);
    return times;
  });
}

async function activate(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error(`The extension host has no extension ${id}.`);
  if (extension.isActive) throw new Error(`${id} was activated before it could be measured.`);
  const begun = performance.now();
  await extension.activate();
  return performance.now() - begun;
}

/** A host that has just started is busy with itself. At rest: for half a second no timer was late. */
async function rest(): Promise<void> {
  const end = performance.now() + 10_000;
  for (let onTime = 0; onTime < 50 && performance.now() < end; ) {
    const due = performance.now() + 10;
    await delay(10);
    onTime = performance.now() - due < 5 ? onTime + 1 : 0;
  }
}
