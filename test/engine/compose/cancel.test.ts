import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

let project: ComposeProject;

beforeEach(async () => {
  project = await composeProject();
});

afterEach(() => project.dispose());

/** Command lines of this machine's living processes that name the project; containers' processes are among them. */
function processes(mark: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(mark) ? [line] : [];
      } catch {
        return [];
      }
    });
}

/** Aborts when the output holds `text`. */
function abortAt(text: string | RegExp) {
  const abort = new AbortController();
  let output = "";
  const onText = (more: string) => {
    output += more;
    if (output.match(text)) abort.abort();
  };
  return { signal: abort.signal, onText };
}

describe.runIf(process.platform === "linux")("cancelling Up", () => {
  it("in the middle of a build ends the build, and every process of it", async () => {
    const image = await shellImage();
    await project.write("Dockerfile", `FROM ${image}\nRUN echo working; sleep 86399; echo ${project.name}\n`);
    await project.write("compose.yaml", "services:\n  web:\n    build: .\n");
    const { result, output } = await project.act({ kind: "up", ...abortAt(/\d working\n/) });
    expect(result).toEqual({ kind: "cancelled" });
    expect(output).toMatch(/Cancelled\.\n$/);
    // Nothing of ours is left the moment it resolves; BuildKit ends the step when the client has gone.
    expect(processes(project.folder)).toEqual([]);
    await expect.poll(() => processes(`echo ${project.name}`), { timeout: 20_000 }).toEqual([]);
    expect(await project.containers()).toEqual({});
  });

  it("while it waits for a service to become healthy ends it there", async () => {
    const image = await shellImage();
    const never = `{ test: ["CMD", "false"], interval: 1s, retries: 100000 }`;
    await project.write(
      "compose.yaml",
      `services:
  db: { image: "${image}", healthcheck: ${never} }
  web: { image: "${image}", depends_on: { db: { condition: service_healthy } } }
`,
    );
    const { result } = await project.act({ kind: "up", ...abortAt(/-db-1\s+Waiting/) });
    expect(result).toEqual({ kind: "cancelled" });
    expect(processes(project.folder)).toEqual([]);
    expect((await project.containers())["web"]?.state).not.toBe("running");
  });
});
