import { readdir } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeProblem, summarizeFailure } from "../../../../src/core/compose/failure.ts";
import { stream } from "./streams.ts";

const UP = { title: "Up shop" };

/** What Compose, BuildKit and the engine said (recorded), and what the user is told. */
const SAID: readonly (readonly [string, string])[] = [
  [
    "compose/compose-err-bindmissing.txt",
    "The path /home/dev/shop/bad/nope is to be mounted and does not exist.",
  ],
  [
    "compose/compose-err-cname.txt",
    "Another container is already called fmtstack-db-1: remove or rename it.",
  ],
  ["compose/compose-err-cyc.txt", "dependency cycle detected: a -> b -> a."],
  ["compose/compose-err-depexit.txt", "Service mig ended with code 1, so what waits for it was not started."],
  [
    "compose/compose-err-deprunexit.txt",
    "Container bad-db-1 exited with code 2, so what depends on it was not started.",
  ],
  ["compose/compose-err-depundef.txt", 'service "a" depends on undefined service "zz".'],
  ["compose/compose-err-envfile.txt", "The env file /home/dev/shop/bad/.env.missing does not exist."],
  [
    "compose/compose-err-netext.txt",
    "The network nonet does not exist: it is external, so it has to be created first.",
  ],
  [
    "compose/compose-err-nocmd.txt",
    `The container's command "cargo" could not be started: executable file not found in $PATH.`,
  ],
  ["compose/compose-err-noctx.txt", "The build context /home/dev/shop/bad/missingdir does not exist."],
  ["compose/compose-err-nodockerfile.txt", "The build failed: there is no file Dockerfile."],
  ["compose/compose-err-noimage.txt", 'service "a" has neither an image nor a build context specified.'],
  ["compose/compose-err-port.txt", "Invalid hostPort: 99999."],
  [
    "compose/compose-err-portconf.txt",
    "Container bad-a-1 was not started: port 127.0.0.1:18080 is already used by another container.",
  ],
  [
    "compose/compose-err-pullfail.txt",
    "The image registry registry-1.docker.io can't be reached: no such host.",
  ],
  ["compose/compose-err-reqvar.txt", "The variable TAG has no value: TAG must be set."],
  [
    "compose/compose-err-schema.txt",
    "/home/dev/shop/bad/schema.yml: services.a Additional property portz is not allowed.",
  ],
  [
    "compose/compose-err-unhealthy.txt",
    "Container bad-db-1 is unhealthy, so what depends on it was not started.",
  ],
  [
    "compose/compose-err-volext.txt",
    `invalid mount config for type "volume": invalid mount path: 'v:/v' mount path must be absolute.`,
  ],
  [
    "compose/compose-err-volmissing.txt",
    "The volume data does not exist: it is external, so it has to be created first.",
  ],
  [
    "compose/compose-err-waitunhealthy.txt",
    "Container stxf-bad-1 is unhealthy: its log, or its health check, tells why.",
  ],
  ["compose/compose-err-waitexit.txt", "Container stxf-crash-1 exited with code 3: its log tells why."],
  [
    "compose/compose-err-waitonce.txt",
    "Container stxf-once-1 has done its work and ended, so that it can't be waited for: bring the stack up without waiting.",
  ],
  [
    "compose/compose-err-sharemissing.txt",
    "The network of service db is to be shared, which has no container: bring that up first.",
  ],
  [
    "compose/compose-err-startpaused.txt",
    "A container is paused, so that it can't be started: unpause it first.",
  ],
  ["compose/compose-err-pausetwice.txt", "The container is already paused."],
  ["compose/compose-err-unpausetwice.txt", "The container is not paused."],
  [
    "compose/compose-err-nosuchservice.txt",
    "The compose files have no service tool, or its profile is not active.",
  ],
  ["compose/compose-err-noenvfile.txt", "The env file /home/dev/shop/gone.env does not exist."],
  ["compose/compose240-err-noenvfile.txt", "The env file /home/dev/shop/gone.env does not exist."],
  [
    "compose/compose-err-nowatch.txt",
    "No service that is active has a develop.watch section in its compose files.",
  ],
  [
    "compose/compose240-err-pools.txt",
    "Docker has no addresses left for another network: remove those that nothing uses (docker network prune).",
  ],
  [
    "compose/compose240-err-nowatch.txt",
    "No service that is active has a develop.watch section in its compose files.",
  ],
  [
    "compose/compose-err-watchnobuild.txt",
    "Service db can't be watched: it is to be rebuilt and has no build section.",
  ],
  ["compose/compose-err-killtwice.txt", "The container is not running."],
  [
    "compose/compose-err-dockerstartpaused.txt",
    "A container is paused, so that it can't be started: unpause it first.",
  ],
  ["compose/compose-err-dockerstartgone.txt", "The container is gone."],
  ["compose/compose-err-yaml.txt", "yaml: line 1: did not find expected key."],
  [
    "compose/compose240-err-failcopy.txt",
    "The build failed at Dockerfile.c:2: COPY nope /x: /nope was not found.",
  ],
  [
    "compose/compose240-err-failrun.txt",
    "The build failed at Dockerfile.f:2: RUN echo hi && exit 3: exit code 3.",
  ],
  [
    "compose/compose240-err-nocmd.txt",
    `The container's command "cargo" could not be started: executable file not found in $PATH.`,
  ],
  ["compose/compose240-err-noctx.txt", "The build context /home/dev/shop/bad/nodir does not exist."],
  ["compose/compose240-err-nodf.txt", "The build failed: there is no file Nope."],
  [
    "compose/compose240-err-portconf.txt",
    "Container hce-b-1 was not started: port 127.0.0.1:28080 is already used by another container.",
  ],
  [
    "compose/compose240-err-pull.txt",
    "The image registry registry-1.docker.io can't be reached: no such host.",
  ],
  [
    "compose/compose240-err-schema.txt",
    "/home/dev/shop/bad/schema.yaml: services.a additional properties 'portz' not allowed.",
  ],
  ["compose/compose240-err-startnone.txt", "Service a has no container to start yet: bring it up first."],
  [
    "errors/err-exec-not-found.txt",
    `The container's command "cargo" could not be started: executable file not found in $PATH.`,
  ],
  [
    "errors/err-mount-file-on-dir.txt",
    "The path /home/dev/shop/ro/file can't be mounted at /etc: one is a file and the other a folder.",
  ],
  [
    "errors/err-mountpoint-ro.txt",
    "The path /home/dev/shop/dk/data/volumes/fmtv1/_data can't be mounted at /src/target: read-only file system.",
  ],
  [
    "errors/err-port-allocated.txt",
    "Container infallible_goldstine was not started: port 127.0.0.1:18080 is already used by another container.",
  ],
  [
    "errors/err-port-host-in-use.txt",
    "Container infallible_hamilton was not started: port 127.0.0.1:18999 is already used by a program on this machine.",
  ],
  [
    "buildkit/compose226-err-nobuilder.txt",
    "There is no builder nosuch: choose another one (the setting devloop.build.builder), or create it (docker buildx create).",
  ],
  [
    "buildkit/compose226-err-othercontext.txt",
    "The builder ok is of another Docker context: choose that context, or another builder (the setting devloop.build.builder).",
  ],
  [
    "buildkit/compose226-err-builderaway.txt",
    "The builder does not answer: start it, or choose another one (the setting devloop.build.builder).",
  ],
  [
    "buildkit/compose226-err-cacheexport.txt",
    "The builder in use can't write the cache that cache_to names: choose one with another driver (the setting devloop.build.builder), or turn on Docker's containerd image store.",
  ],
  [
    "buildkit/compose240-err-nobuilder.txt",
    "There is no builder nosuch: choose another one (the setting devloop.build.builder), or create it (docker buildx create).",
  ],
  [
    "buildkit/compose240-err-othercontext.txt",
    "The builder ok is of another Docker context: choose that context, or another builder (the setting devloop.build.builder).",
  ],
  [
    "buildkit/compose240-err-builderaway.txt",
    "The builder does not answer: start it, or choose another one (the setting devloop.build.builder).",
  ],
  [
    "buildkit/compose240-err-cacheexport.txt",
    "The builder in use can't write the cache that cache_to names: choose one with another driver (the setting devloop.build.builder), or turn on Docker's containerd image store.",
  ],
  ["buildkit/compose-build-fail-plain.stderr", "The build failed: exit code 101."],
  [
    "buildkit/compose240-build-fail.stderr",
    "The build failed at Dockerfile.bad:4: RUN echo about to fail && …: exit code 101.",
  ],
  ["buildkit/fail-127-plain.txt", "The build failed at D.127:3: RUN cargo build: exit code 127."],
  [
    "buildkit/fail-bindmount-plain.txt",
    "The build failed at D.mount:4: RUN --mount=type=bind,source=nodir,target=/x echo hi: /nodir was not found.",
  ],
  [
    "buildkit/fail-copyfrom-plain.txt",
    "The build failed at D.copyfrom:4: COPY --from=base /nope/app /app: /nope was not found in the stage that it is copied from.",
  ],
  [
    "buildkit/fail-dockerignore-plain.txt",
    "The build failed at Dockerfile:8: COPY payload.bin ./: /payload.bin was not found.",
  ],
  [
    "buildkit/fail-missing-plain.txt",
    "The build failed at D.missing:2: COPY missing.toml Cargo.lock /app/: /missing.toml was not found.",
  ],
  ["buildkit/fail-nodockerfile.txt", "The build failed: there is no file D.zzz."],
  [
    "buildkit/fail-nostage-plain.txt",
    "The build failed at D.nostage:2: COPY --from=buildr /x /y: the image buildr can't be pulled (no such host).",
  ],
  ["buildkit/fail-notarget.txt", 'The build failed: the Dockerfile has no stage "nope".'],
  [
    "buildkit/fail-parse-plain.txt",
    "The build failed at D.parse:2: COPPY busybox /app: unknown instruction: COPPY (did you mean COPY?).",
  ],
  [
    "buildkit/fail-run-plain.txt",
    'The build failed at D.fail:7: RUN set -e; echo "error[E0308]: mismatched types" >&2; echo " --> src/main.rs:3…: exit code 101.',
  ],
  [
    "buildkit/fail-pull-plain.txt",
    "The build failed at D.pull:1: FROM node:20: the image node:20 can't be pulled (no such host).",
  ],
];

describe("summarizeFailure", () => {
  it.each(SAID)("%s", async (file, sentence) => {
    expect(summarizeFailure(UP, await stream(file), 1)).toBe(sentence);
  });

  it("has a sentence for every recorded failure", async () => {
    const known = new Set(SAID.map(([file]) => file));
    for (const [folder, failures] of [
      ["compose", /-err-/],
      ["errors", /^err-/],
      ["buildkit", /^fail-.*\.txt$/],
    ] as const) {
      const names = await readdir(path.join(import.meta.dirname, "../../../streams", folder));
      const recorded = names.filter((name) => failures.test(name)).map((name) => `${folder}/${name}`);
      expect(recorded.filter((file) => !known.has(file))).toEqual([]);
    }
  });

  it("puts a build's two streams together: the step from stdout, the reason from stderr", async () => {
    const output =
      (await stream("buildkit/compose-build-fail-plain.stdout")) +
      (await stream("buildkit/compose-build-fail-plain.stderr"));
    expect(summarizeFailure(UP, output, 17)).toMatch(
      /^The build failed at RUN set -e; .*…: exit code 101\.$/,
    );
  });

  it("says what it can where nothing was printed", () => {
    expect(summarizeFailure(UP, " \n", 3)).toBe("Up shop: the command ended with code 3 and said nothing.");
    expect(summarizeFailure(UP, "", undefined)).toBe(
      "Up shop: the command was ended by a signal and said nothing.",
    );
  });

  it("takes the last line that says something, without its prefixes", () => {
    const output =
      " Container a-1  Started\nError response from daemon: something new\n Container b-1  Stopping\n";
    expect(summarizeFailure(UP, output, 1)).toBe("something new.");
  });

  it("says that docker can't be reached, and where", () => {
    const output =
      "unable to get image 't:bb': Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?";
    expect(summarizeFailure(UP, output, 1)).toBe("Docker can't be reached at tcp://127.0.0.1:1.");
  });

  it("stays one short line for output of any kind", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (output) => {
        const sentence = summarizeFailure(UP, output, 1);
        expect(sentence).not.toMatch(/[\r\n]/);
        expect(sentence.length).toBeGreaterThan(0);
        expect(sentence.length).toBeLessThanOrEqual(300);
      }),
    );
  });
});

describe("composeProblem", () => {
  it.each([
    "docker: 'compose' is not a docker command.\nSee 'docker --help'\n",
    "docker: unknown command: docker compose\n\nRun 'docker --help' for more information\n",
    "unknown flag: --ansi\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n",
    "unknown flag: --file\nSee 'docker --help'.\n",
  ])("knows a docker command without Compose: %j", (stderr) => {
    expect(composeProblem(stderr, 1)).toMatch(/^The docker command has no Compose\. Install/);
  });

  it("does not take warnings for the reason", () => {
    const stderr =
      'time="2026-11-21T07:17:17Z" level=warning msg="The \\"TAGG\\" variable is not set."\nempty compose file\n';
    expect(composeProblem(stderr, 15)).toBe("empty compose file.");
  });
});

describe("what docker compose config says in several lines", () => {
  it.each([
    [
      "invalid interpolation format for services.web.image.\nYou may need to escape any $ with another $.\nweb:${TAG\n",
      "services.web.image: this is no variable: web:${TAG (a dollar sign itself is written $$)",
    ],
    [
      "Circular reference:\n  a in /shop/compose.yaml\n  extends b in /shop/compose.yaml\n  extends a in /shop/compose.yaml\n",
      "Circular reference: a in /shop/compose.yaml extends b in /shop/compose.yaml extends a in /shop/compose.yaml.",
    ],
    [
      "include cycle detected:\n/shop/compose.yaml\n include /shop/compose.yaml\n",
      "include cycle detected: /shop/compose.yaml include /shop/compose.yaml.",
    ],
    [
      "panic: interface conversion: interface {} is nil, not string\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:98 +0x19e\n",
      "Compose itself broke down over the files: interface conversion: interface {} is nil, not string.",
    ],
  ])("is one sentence: %j", (stderr, sentence) => {
    expect(composeProblem(stderr, 15)).toBe(sentence);
  });
});
