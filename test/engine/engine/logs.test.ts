import { randomBytes } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { followService } from "../../../src/core/engine/logFollow.ts";
import { LogReader } from "../../unit/core/engine/support/logReader.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { shellImage } from "../support/composeProject.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";

let image: string;
let watched: Watched;
let project: string;
let abort: AbortController;
let followed: Promise<void> = Promise.resolve();

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = `devloop-test-${randomBytes(4).toString("hex")}`;
  abort = new AbortController();
  watched = new Watched(await endpointOf());
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
});

afterEach(async () => {
  abort.abort();
  await followed;
  watched.engine.dispose();
  const filter = `label=com.docker.compose.project=${project}`;
  const ids = await docker(["ps", "--all", "--quiet", "--filter", filter]);
  if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")]);
});

function follow(): LogReader {
  const reader = new LogReader();
  followed = followService({
    client: watched.engine.client,
    containers: () =>
      [...(watched.containers?.values() ?? [])].filter(({ labels }) => labels.project === project),
    onContainersChanged: watched.onChanged,
    tail: 1_000,
    signal: abort.signal,
    emit: reader.emit,
  });
  return reader;
}

async function run(options: readonly string[], script: string): Promise<string> {
  const labels = composeLabels(project, "web");
  return await docker([
    "run",
    "--detach",
    "--network",
    "none",
    ...labels,
    ...options,
    image,
    "sh",
    "-c",
    script,
  ]);
}

/** Prints its lines as fast as it can, of which many get the same time, and then goes on slowly. */
const chatter = `
trap 'echo stopping; exit 0' TERM
run=$(cat /tmp/run 2>/dev/null || echo 0); echo $((run + 1)) > /tmp/run
i=0; while [ $i -lt 300 ]; do echo "run $run line $i"; i=$((i + 1)); done
while true; do echo "run $run line $i"; i=$((i + 1)); sleep 0.05 & wait $!; done
`;

test("a log followed across restarts and a kill has every line once, as docker logs has", async () => {
  const id = await run([], chatter);
  await watched.untilStatus(id, "running");
  const reader = follow();
  await reader.until("run 0 line 310\n");
  await docker(["restart", id]);
  await reader.until("run 1 line 310\n");
  await docker(["restart", "--time", "0", id]);
  await reader.until("run 2 line 310\n");
  await docker(["kill", id]);
  await docker(["wait", id]);
  await docker(["start", id]);
  await reader.until("run 3 line 310\n");
  await docker(["stop", id]);
  const whole = await docker(["logs", id]);
  await reader.untilText((text) => text.trim() === whole);
});

test("a recreated container's log goes on under its new id", async () => {
  const old = await run([], "echo old; exec idle");
  await watched.untilStatus(old, "running");
  const reader = follow();
  await reader.until("old\n");
  await docker(["rm", "--force", old]);
  await run([], "echo new; exec idle");
  await reader.until("new\n");
  expect(reader.shown).toMatch(/^old\n(\[.*\]\n)*new\n$/);
  expect(reader.shown).toContain("[web-1 was created]");
});

test("a terminal's log reads as it was written, across a restart within a line", async () => {
  const id = await run(["--tty"], 'printf "\\033[32mgreen\\033[0m\\r\\nprompt> "; sleep 1000');
  await watched.untilStatus(id, "running");
  const reader = follow();
  await reader.until("green");
  await docker(["restart", "--time", "0", id]);
  const firstLine = "\u001b[32mgreen\u001b[0m\n";
  const wholeRun = `${firstLine}prompt> \n`;
  // The second run has printed, too: killed before that, it would have nothing to tell.
  await reader.untilText((text) => text.startsWith(wholeRun + firstLine));
  await docker(["kill", id]);
  await reader.untilText((text) => text === wholeRun + wholeRun);
});

test("long lines are whole, and stderr is there", async () => {
  const id = await run([], 'head -c 50000 /dev/zero | tr "\\0" x; echo; echo oops >&2; sleep 1000');
  await watched.untilStatus(id, "running");
  const reader = follow();
  await reader.until("oops\n");
  await reader.until("x\n");
  expect(reader.text).toContain(`${"x".repeat(50_000)}\n`);
});
