import { createHash } from "node:crypto";
import { seededRandom } from "../statistics.ts";

const START = Date.UTC(2026, 10, 21, 7, 3, 1);
const STEPS = 40;
/** Of a hundred lines so many are a vertex's, and so many a status's; the others are output. */
const VERTEXES = 4;
const STATUSES = 26;
const OUTPUT = [
  "   Compiling serde_derive v1.0.228",
  "   Compiling tokio v1.48.0",
  "warning: unused variable: `order`",
  "  --> src/orders.rs:214:9",
  "    |",
  "214 |     let order = find(&database, id).await?;",
  "    Finished `release` profile [optimized] target(s) in 1m 12s — 3 warnings",
];

/** Lines as buildx 0.29 prints them with `--progress rawjson`, one a change, in the proportions of a large build. */
export function progressLines(count: number): readonly string[] {
  const random = seededRandom(1);
  const digests = Array.from({ length: STEPS }, (_, step) => `sha256:${sha256(`vertex ${step}`)}`);
  let nanoseconds = 0;
  const now = (): string => {
    nanoseconds += Math.floor(random() * 4_000_000);
    const seconds = new Date(START + Math.floor(nanoseconds / 1e6)).toISOString().slice(0, 19);
    return `${seconds}.${String(nanoseconds % 1e9).padStart(9, "0")}Z`;
  };
  return Array.from({ length: count }, (_, index) => {
    const step = Math.floor(random() * STEPS);
    const vertex = digests[step] ?? "";
    const kind = random() * 100;
    if (kind < VERTEXES) {
      const name = `[builder ${step + 1}/${STEPS}] RUN cargo build --release --package part-${step} && echo built`;
      const inputs = [digests[Math.max(0, step - 1)]];
      const times = { started: now(), ...(index % 2 === 0 ? { completed: now() } : {}) };
      return JSON.stringify({ vertexes: [{ digest: vertex, inputs, name, ...times }] });
    }
    if (kind < VERTEXES + STATUSES) {
      const current = Math.floor(random() * 1e8);
      const status = { id: "transferring context:", vertex, name: "transferring", current };
      return JSON.stringify({ statuses: [{ ...status, timestamp: now(), started: now() }] });
    }
    const text = `${OUTPUT[Math.floor(random() * OUTPUT.length)] ?? ""}\n`;
    const data = Buffer.from(text).toString("base64");
    return JSON.stringify({ logs: [{ vertex, stream: 1 + (index % 2), data, timestamp: now() }] });
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
