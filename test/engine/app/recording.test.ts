import { homedir } from "node:os";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import { decodeReport } from "../../../src/core/engine/recording/format.ts";
import type { ContainerState } from "../../../src/shared/model.ts";
import { environment } from "../../support/environment.ts";
import { replay } from "../../unit/core/engine/support/replay.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";

const SECRET = "hunter2";

let image: string;
let project: ComposeProject;
let app: App;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  app = createApp({ logger: SILENT, env: process.env, homeDir: homedir(), platform: process.platform });
});

afterEach(async () => {
  await app.dispose();
  await project.run("compose", "--file", project.file, "down", "--timeout", "0");
  await project.dispose();
});

function container(): ContainerState | undefined {
  return app.state.stacks.find(({ id }) => id === project.name)?.services[0]?.containers[0];
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition()) {
      resolve();
      return;
    }
    const subscription = app.onDidChange(() => {
      if (!condition()) return;
      subscription.dispose();
      resolve();
    });
  });
}

test("a report of what a real engine told holds no secret, and replays to the state that it ended in", async () => {
  await project.write(
    "compose.yaml",
    [
      `name: ${project.name}`,
      "services:",
      "  web:",
      `    image: "${image}"`,
      `    command: ["sh", "-c", "exec /bin/idle ${SECRET}", "-p${SECRET}"]`,
      `    environment: { STRIPE: "${SECRET}", DATABASE_URL: "postgres://shop:${SECRET}@db/shop" }`,
      `    labels: { team: "${SECRET}", "traefik.users": "admin:${SECRET}" }`,
      "    volumes: [./src:/src]",
      "    stop_grace_period: 0s",
      "    healthcheck:",
      `      test: ["CMD-SHELL", "echo ${SECRET}; true -p${SECRET}"]`,
      "      interval: 1s",
      "",
    ].join("\n"),
  );
  await project.run("compose", "--file", project.file, "up", "--detach");
  await app.initialize(environment([project.folder]));
  await app.settled();
  await until(() => container()?.startedAt !== undefined);
  await app.startRecording();
  await expect(app.startRecording()).rejects.toThrow("recorded already");
  const { startedAt = 0 } = container() ?? {};
  await project.run("restart", "-t", "0", container()?.id ?? "");
  await until(() => (container()?.startedAt ?? 0) > startedAt);
  await project.run("kill", container()?.id ?? "");
  await until(() => container()?.status === "exited" && container()?.finishedAt !== undefined);
  const text = await app.stopRecording();
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(homedir());
  expect(text).toContain(`${project.folder}/src`);
  const report = decodeReport(text);
  expect(report.skipped).toBe(0);
  const events = report.lines.flatMap((line) => (line.kind === "event" ? [JSON.stringify(line.event)] : []));
  expect(events.filter((event) => event.includes('"die"')).length).toBeGreaterThanOrEqual(2);
  const { stacks, reported } = await replay(report);
  expect(reported.find(({ id }) => id === project.name)?.services[0]?.containers[0]).toMatchObject({
    status: "exited",
    exitCode: 137,
  });
  expect(stacks).toEqual(reported);
});
