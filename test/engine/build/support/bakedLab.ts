import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { bakedCode } from "../../../../src/core/build/baked/bakedCode.ts";
import type { BakedFacts } from "../../../../src/core/build/baked/facts.ts";
import { decodeImage } from "../../../../src/core/build/baked/images.ts";
import type { BuildRef } from "../../../../src/core/build/found/ref.ts";
import { watchRefs } from "../../../../src/core/build/found/refsWatch.ts";
import type { ContextSource } from "../../../../src/core/build/manifest/ports.ts";
import { StoredManifests } from "../../../../src/core/build/manifest/storedManifests.ts";
import type { BakedCode } from "../../../../src/shared/builds.ts";
import { docker } from "../../support/docker.ts";

const execute = promisify(execFile);

/** What the tests' image is built from, unless they say something else. */
const DOCKERFILE = `FROM BASE
WORKDIR /app
COPY src src
COPY main.txt main.txt
`;

/** As buildx 0.13 and 0.29 print it. */
const CONTEXT_SENT = /load build context\n(?:#.*\n)*?#\d+ transferring context: [^\n]*done\n/;

interface Built {
  readonly startedAt: number;
  readonly imageId: string;
  readonly context: string;
  readonly target?: string;
  readonly manifest?: string;
}

export interface BuildOptions {
  /** As soon as it has begun, before anything else looks at the files. */
  readonly atStart?: () => Promise<void>;
  /** Each time its manifest was taken. */
  readonly afterTake?: () => Promise<void>;
  /** Once its output has the text. */
  readonly when?: readonly [text: string, work: () => Promise<void>];
  readonly fails?: boolean;
  /** By somebody whose builds are not seen. */
  readonly elsewhere?: boolean;
  /** It is seen, but no manifest is taken. */
  readonly withoutManifest?: boolean;
}

/** A folder, an image that is built from it on a real engine, and what Dev Loop says of the two. */
export class BakedLab {
  readonly #root: string;
  readonly #base: string;
  readonly context: string;
  readonly tag = `devloop-test-baked-${randomBytes(4).toString("hex")}`;
  readonly #env: NodeJS.ProcessEnv;
  readonly #stateDir: string;
  readonly #builds: Built[] = [];
  /** All that came up, to be taken away. */
  readonly #images = new Set<string>();
  #refSeen: ((ref: BuildRef) => void) | undefined;
  #watching: ReturnType<typeof watchRefs> | undefined;
  target: string | undefined;
  dockerfile = "Dockerfile";

  private constructor(root: string, base: string) {
    this.#root = root;
    this.#base = base;
    this.context = path.join(root, "work", "app");
    this.#stateDir = path.join(root, "state");
    this.#env = { ...process.env, BUILDX_CONFIG: path.join(root, "buildx") };
  }

  static async open(base: string): Promise<BakedLab> {
    const lab = new BakedLab(await realpath(await mkdtemp(path.join(tmpdir(), "devloop-baked-"))), base);
    await lab.write({
      Dockerfile: DOCKERFILE,
      "main.txt": "main",
      "src/one.txt": "one",
      "src/two.txt": "two",
      "src/deep/three.txt": "three",
      "other.txt": "other",
    });
    await lab.#watch();
    return lab;
  }

  path(name: string): string {
    return path.join(this.context, name);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), text.replaceAll("FROM BASE", `FROM ${this.#base}`));
    }
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), "utf8");
  }

  /** Runs a program in the context; it has to succeed. */
  async run(program: string, ...args: string[]): Promise<void> {
    await execute(program, args, { cwd: this.context });
  }

  /** Builds as a terminal would; found by its ref, and its manifest taken, and once more when the context was sent. */
  async build(options: BuildOptions = {}): Promise<void> {
    const { atStart, afterTake, when, fails = false, elsewhere = false, withoutManifest = false } = options;
    const seen = Promise.withResolvers<BuildRef>();
    this.#refSeen = seen.resolve;
    const env = elsewhere ? { ...this.#env, BUILDX_CONFIG: path.join(this.#root, "elsewhere") } : this.#env;
    const child = spawn("docker", this.#buildArguments(this.tag), {
      cwd: this.context,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let manifest: string | undefined;
    let output = "";
    let waiting = when;
    let meanwhile: Promise<void> | undefined;
    const taken = async (at: number): Promise<void> => {
      if (withoutManifest) return;
      manifest = await this.take(at);
      await afterTake?.();
    };
    let takenAgain = Promise.resolve();
    const takeAgain = (): void => {
      takenAgain = seen.promise.then(async ({ at }) => {
        await began;
        await taken(at);
      });
    };
    let isSent = elsewhere;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (!isSent && CONTEXT_SENT.test(output)) {
        isSent = true;
        takeAgain();
      }
      if (waiting === undefined || !output.includes(waiting[0])) return;
      meanwhile = takenAgain.then(waiting[1]);
      waiting = undefined;
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const began = elsewhere
      ? undefined
      : seen.promise.then(async ({ at }) => {
          await atStart?.();
          await taken(at);
        });
    const code = await ended;
    await began;
    // With nothing to be sent.
    if (!isSent) takeAgain();
    await takenAgain;
    await meanwhile;
    expect(code === 0, output).toBe(!fails);
    expect(waiting, output).toBeUndefined();
    if (fails || elsewhere) return;
    const { id } = await this.#image(this.tag);
    const { context } = this;
    const { at: startedAt } = await seen.promise;
    this.#builds.unshift({
      startedAt,
      imageId: id,
      context,
      ...(this.target === undefined ? {} : { target: this.target }),
      ...(manifest === undefined ? {} : { manifest }),
    });
  }

  /** When the last build began. */
  get startedAt(): number {
    return this.#builds[0]?.startedAt ?? Number.NaN;
  }

  /** How many different images the builds came out as. */
  get images(): number {
    return new Set(this.#builds.map(({ imageId }) => imageId)).size;
  }

  async take(startedAt: number): Promise<string | undefined> {
    return (await this.#manifests().take(this.#source, startedAt, new AbortController().signal))?.key;
  }

  /** Takes the last build's manifest now, however late. */
  async takeLate(): Promise<void> {
    const [last] = this.#builds;
    if (last === undefined) throw new Error("Nothing was built.");
    const manifest = await this.take(last.startedAt);
    this.#builds[0] = { ...last, ...(manifest === undefined ? {} : { manifest }) };
  }

  /** What another window says, which knows no more than what is kept. */
  async ask(more: Partial<BakedFacts> = {}): Promise<BakedCode> {
    const { id, builtAt } = await this.#image(this.tag);
    const { context, dockerfile, target } = this.#source;
    const facts: BakedFacts = {
      build: {
        context,
        ...(dockerfile === undefined ? {} : { dockerfile }),
        ...(target === undefined ? {} : { target }),
      },
      watch: [],
      mounts: [],
      local: true,
      builds: this.#builds.filter(({ imageId }) => imageId === id),
      ...(builtAt === undefined ? {} : { builtAt }),
      ...more,
    };
    return bakedCode(facts, { manifests: this.#manifests() }, new AbortController().signal);
  }

  /** It says that the image is the same, and building once more gives the same layers. */
  async isSame(more: Partial<BakedFacts> = {}): Promise<void> {
    expect(await this.ask(more)).toMatchObject({ kind: "same" });
    expect(await this.#isTrulySame()).toBe(true);
  }

  /** It names these files, as `changed src/a`, in any order, and building once more gives other layers. */
  async hasChanged(...files: string[]): Promise<void> {
    expect(this.#said(await this.ask(), "changed")).toEqual([...files].sort());
    expect(await this.#isTrulySame()).toBe(false);
  }

  /** It names these files as touched, which proves nothing. */
  async wasTouched(...files: string[]): Promise<void> {
    expect(this.#said(await this.ask(), "touched")).toEqual([...files].sort());
  }

  async isUnknown(reason: RegExp): Promise<void> {
    expect(await this.ask()).toEqual({ kind: "unknown", reason: expect.stringMatching(reason) });
  }

  /** What a container of the image prints. */
  print(options: readonly string[], ...command: string[]): Promise<string> {
    return docker(["run", "--rm", "--network", "none", ...options, this.tag, ...command], this.#env);
  }

  docker(...args: string[]): Promise<string> {
    return docker(args, this.#env);
  }

  async dispose(): Promise<void> {
    this.#watching?.dispose();
    // A name may be the base image's by now, which stays.
    const { id } = await this.#image(this.#base);
    this.#images.delete(id);
    for (const name of [this.tag, `${this.tag}-truth`, ...this.#images]) {
      await docker(["image", "rm", "--force", name], this.#env).catch(() => "");
    }
    await rm(this.#root, { recursive: true, force: true });
  }

  get #source(): ContextSource {
    const { context, target } = this;
    const dockerfile = this.path(this.dockerfile);
    return { context, dockerfile, ...(target === undefined ? {} : { target }) };
  }

  #manifests(): StoredManifests {
    return new StoredManifests({ stateDir: this.#stateDir, logger: SILENT, now: () => Date.now() });
  }

  #said(code: BakedCode, kind: "changed" | "touched"): string[] {
    expect(code).toMatchObject({ kind });
    if (code.kind !== "changed" && code.kind !== "touched") return [];
    expect(code.files.map(({ at }) => at ?? 0)).toEqual(
      code.files.map(({ at }) => at ?? 0).toSorted((left, right) => right - left),
    );
    return code.files.map((each) => `${each.kind} ${path.relative(this.context, each.file)}`).sort();
  }

  /** The cache has every state that was ever built: only another content gives other layers. */
  async #isTrulySame(): Promise<boolean> {
    const tag = `${this.tag}-truth`;
    await docker(this.#buildArguments(tag), {
      ...this.#env,
      BUILDX_CONFIG: path.join(this.#root, "elsewhere"),
    });
    const [own, truth] = [await this.#layers(this.tag), await this.#layers(tag)];
    return own === truth;
  }

  #buildArguments(tag: string): string[] {
    const target = this.target === undefined ? [] : ["--target", this.target];
    const file = ["--file", this.path(this.dockerfile)];
    return ["build", "--progress", "plain", "--tag", tag, ...target, ...file, this.context];
  }

  async #layers(tag: string): Promise<string> {
    await this.#image(tag);
    return docker(
      ["image", "inspect", "--format", "{{json .RootFS.Layers}} {{json .Config}}", tag],
      this.#env,
    );
  }

  async #image(tag: string) {
    const [data]: unknown[] = JSON.parse(await docker(["image", "inspect", tag], this.#env));
    const image = decodeImage(data);
    if (image === undefined) throw new Error(`${tag} is no image.`);
    this.#images.add(image.id);
    return image;
  }

  async #watch(): Promise<void> {
    const folder = path.join(this.#root, "buildx", "refs");
    await mkdir(folder, { recursive: true });
    this.#watching = watchRefs({ folder, logger: SILENT }, (ref) => this.#refSeen?.(ref));
    await this.#watching.ready;
  }
}
