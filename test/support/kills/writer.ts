import { SILENT } from "../../../src/core/base/logger.ts";
import { FileHistory } from "../../../src/core/build/history/fileHistory.ts";
import { buildRecord } from "../buildRecords.ts";

/** What a window knows of a build: the one knows who asked for it, the other what it was built from. */
const KNOWS = [
  { trigger: "button", mode: "dev" },
  { manifest: "m1", imageSize: 7 },
] as const;

/** A finished build, as any number of windows read it from buildx's history. */
export function finished(number: number, window: number) {
  const id = `default/default/b${number}`;
  return buildRecord({ id, startedAt: number * 60_000, ...KNOWS[window % KNOWS.length] });
}

/** What both windows together know of it. */
export function known(number: number) {
  return { ...finished(number, 0), ...KNOWS[1] };
}

/**
 * A window, as it starts: it reads which records there are, and keeps what it missed of so many finished builds, the
 * newest first or last. Then it begins anew with what it has just kept, until it is killed.
 */
async function main([stateDir = "", count = "0", window = "0", once = "no"]: readonly string[]) {
  const history = new FileHistory({ stateDir, logger: SILENT });
  const all = Array.from({ length: Number(count) }, (_, index) => index + 1);
  if (Number(window) % 2 === 1) all.reverse();
  process.send?.("ready");
  do {
    const ids = await history.ids();
    const missed = all.filter((number) => !ids.has(finished(number, 0).id));
    // With nothing missed it goes over all of them: each window adds what the other one lacked.
    for (const number of missed.length > 0 ? missed : all) {
      const { id, startedAt } = finished(number, 0);
      await history.begun(id, { manifest: `m-${window}-${process.pid}` });
      const { end } = await history.intend({ stack: "shop", services: ["api"], trigger: "cli" });
      await history.intentAt("shop", "api", startedAt);
      await history.record(finished(number, Number(window)));
      await end();
    }
  } while (once === "no");
  for (const number of all) await history.record(finished(number, Number(window)));
  history.dispose();
}

if (import.meta.main) await main(process.argv.slice(2));
