import { randomBytes } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { followService } from "../../../src/core/logs/followService.ts";
import { toWords } from "../../../src/core/logs/lastWords.ts";
import type { LogHub } from "../../../src/core/logs/logHub.ts";
import { LogReader } from "../../unit/core/engine/support/logReader.ts";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { Heard } from "../../unit/core/logs/support/heard.ts";
import { hubOf } from "../../unit/core/logs/support/hubOf.ts";
import { shellImage } from "../support/composeProject.ts";
import { composeLabels, docker, endpointOf } from "../support/docker.ts";

let image: string;
let watched: Watched;
let project: string;
let abort: AbortController;
let hub: LogHub;
let followed: Promise<void> = Promise.resolve();

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = `devloop-test-${randomBytes(4).toString("hex")}`;
  abort = new AbortController();
  watched = new Watched(await endpointOf());
  hub = hubOf(watched);
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
});

afterEach(async () => {
  abort.abort();
  await followed;
  hub.dispose();
  watched.engine.dispose();
  const filter = `label=com.docker.compose.project=${project}`;
  const ids = await docker(["ps", "--all", "--quiet", "--filter", filter]);
  if (ids !== "") await docker(["rm", "--force", ...ids.split("\n")]);
});

function follow(): LogReader {
  const reader = new LogReader();
  followed = followService({
    hub,
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

test("what there was is told apart from what comes, and a restart from a run's end", async () => {
  const id = await run([], "trap 'echo bye; exit 7' TERM; echo hi; sleep 1000 & wait");
  await watched.untilStatus(id, "running");
  const heard = new Heard();
  hub.follow(id, heard);
  await heard.until("[caughtUp]");
  await docker(["stop", id]);
  await heard.until("[exited 7]");
  await docker(["start", id]);
  await heard.until("[started]");
  await heard.untilCount("hi", 2);
  expect(heard.all).toEqual(["hi", "[caughtUp]", "bye", "[exited 7]", "[started]", "hi"]);
  await docker(["rm", "--force", id]);
  await heard.until("[removed]");
});

test("a log that a driver keeps to itself is said to be so", async () => {
  const id = await run(["--log-driver", "none"], "echo unheard; exec idle");
  await watched.untilStatus(id, "running");
  const heard = new Heard();
  hub.follow(id, heard);
  await heard.until("[unreadable]");
  await docker(["kill", id]);
  await heard.until("[exited 137]");
  expect(heard.all).toEqual(["[unreadable]", "[exited 137]"]);
});

test("a flood from both outputs is read whole while somebody is slow to look at it", async () => {
  const lines = 50_000;
  const id = await run(
    [],
    `count() { awk -v what=$1 'BEGIN { for (i = 1; i <= ${lines}; i++) print what, i }'; }
    count out & count err >&2 & wait; echo the end; exec idle`,
  );
  await watched.untilStatus(id, "running");
  const held = Promise.withResolvers<void>();
  const slow = followService({
    hub,
    containers: () => [...(watched.containers?.values() ?? [])].filter((each) => each.id === id),
    onContainersChanged: watched.onChanged,
    tail: 10,
    signal: abort.signal,
    emit: () => held.promise,
  });
  const counts = { out: 0, err: 0 };
  const marks: string[] = [];
  const ended = Promise.withResolvers<void>();
  hub.follow(id, {
    lines: (_id, some) => {
      for (const { bytes, stream } of some) {
        const [what, number] = bytes.toString().split(" ");
        if (number === "end") ended.resolve();
        // Each stream in its order: from wherever its tail began, no line is missing and none comes twice.
        else if (what === "out" || what === "err") {
          expect(stream).toBe(what === "out" ? "stdout" : "stderr");
          if (counts[what] > 0) expect(Number(number)).toBe(counts[what] + 1);
          counts[what] = Number(number);
        }
      }
    },
    mark: (_id, { kind }) => marks.push(kind),
  });
  await ended.promise;
  await vi.waitFor(() => expect(counts).toEqual({ out: lines, err: lines }), 10_000);
  expect(marks).toEqual(["caughtUp"]);
  held.resolve();
  abort.abort();
  await slow;
});

test("of one that died, its last words", async () => {
  // One stream: of two, either may be noted first.
  const script = `exec >&2; i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i + 1)); done
    printf '\\033[31mpanicked\\033[0m: API_TOKEN=hunter2\\n'; printf 'no end'; exit 101`;
  const id = await run([], script);
  await watched.untilStatus(id, "exited");
  const lines = await hub.lastLines(id, 100, abort.signal);
  expect(lines).toHaveLength(100);
  expect(toWords(lines).slice(-3)).toEqual(["line 199", "panicked: API_TOKEN=***", "no end"]);
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
