import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureTestTools } from "../../../tools/engine/test-tools.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { docker } from "../support/docker.ts";
import { canHaveSpare, openSpare, type Spare } from "../support/spare.ts";
import { type Lab, openLab } from "./support/lab.ts";
import { BUN_SERVER, BUN_SYNTAX_ERROR, bunText } from "./support/programs.ts";
import { bunService } from "./support/services.ts";

const LIMIT = { timeout: 60_000, interval: 200 } as const;

describe.skipIf(!canHaveSpare)(
  "an engine that is away for a while (a private one: needs Debian and root)",
  () => {
    let spare: Spare;
    let lab: Lab;
    const usual = process.env["DOCKER_HOST"];

    beforeAll(async () => {
      const tools = await ensureTestTools({
        engine: { env: {} },
        progress: createProgress("reload"),
        env: process.env,
      });
      spare = await openSpare("reload");
      const folder = await mkdtemp(path.join(tmpdir(), "devloop-image-"));
      try {
        const file = path.join(folder, "bun.tar");
        await docker(["save", "--output", file, tools.bunImage]);
        await docker(["load", "--quiet", "--input", file], spare.env);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      process.env["DOCKER_HOST"] = spare.engine.host;
      lab = await openLab({
        tools,
        files: { "web/server.ts": `${BUN_SERVER}console.log("listening");\n`, "web/text.ts": bunText("1") },
        services: () => ({
          web: bunService(tools, "web", ["bun", "--hot", "server.ts"], { restart: "always" }),
        }),
      });
    });

    afterAll(async () => {
      await spare?.engine.start();
      await lab?.close();
      if (usual === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = usual;
      await spare?.engine.remove();
    });

    /** Its ports lead nowhere on this machine. */
    const answer = () =>
      lab.exec("web", "bun", "-e", 'console.log(await (await fetch("http://127.0.0.1:8080")).text())').then(
        (text) => text.trim(),
        () => undefined,
      );

    const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
    const change = "web/text.ts";

    test("nothing is known of its services, and then what is so is known again", async () => {
      await expect.poll(answer, LIMIT).toBe("1");
      await lab.replace(change, BUN_SYNTAX_ERROR);
      await lab.is("web", {
        phase: "failed",
        errors: 1,
        serving: "old",
        change,
        seen: "yes",
        verdict: "logs",
      });

      await spare.engine.stop();
      await lab.isUnknown();
      await lab.replace(change, bunText("2"));
      await spare.engine.start();
      await expect.poll(answer, LIMIT).toBe("2");
      await lab.is("web", RUNS);

      await lab.replace(change, bunText("3"));
      await expect.poll(answer, LIMIT).toBe("3");
      await lab.is("web", { ...RUNS, change, seen: "yes" });
    });

    test("it crashes, and its services with it", async () => {
      await spare.engine.kill();
      await lab.isUnknown();
      await lab.replace(change, bunText("4"));
      await spare.engine.start();
      await expect.poll(answer, LIMIT).toBe("4");
      await lab.is("web", RUNS);
    });
  },
);
