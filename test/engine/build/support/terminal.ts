import { spawn } from "node:child_process";
import { once } from "node:events";

/** A docker command as somebody types it in a terminal of their own. */
export interface Terminal {
  /** Its exit code; `undefined`: a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** Resolves once its output has the text; rejects where it ends without. */
  printed(text: string): Promise<void>;
  /** As Ctrl+C does it. */
  interrupt(): void;
}

export function terminal(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Terminal {
  // Its own group, as a terminal's jobs have it.
  const child = spawn("docker", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  let isOver = false;
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const each of waiting) each();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      look();
    });
  }
  const ended = once(child, "close").then(([code]: unknown[]) => {
    isOver = true;
    look();
    return typeof code === "number" ? code : undefined;
  });
  return {
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!output.includes(text) && !isOver) return;
          waiting.delete(check);
          if (output.includes(text)) resolve();
          else reject(new Error(`"${text}" was not printed: ${output}`));
        };
        waiting.add(check);
        check();
      }),
    interrupt() {
      if (!isOver && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    },
  };
}
