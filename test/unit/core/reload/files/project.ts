import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import type { ComposeService } from "../../../../../src/core/compose/model.ts";
import type { ContainerMount, ContainerSetup } from "../../../../../src/core/engine/container.ts";
import type { SourceFacts } from "../../../../../src/core/reload/files/facts.ts";
import { SourceWatch } from "../../../../../src/core/reload/files/sourceWatch.ts";
import type { ToolSetup, WatchedPaths } from "../../../../../src/core/reload/reader.ts";
import { container } from "../../stack/containers.ts";

const TOOL: Omit<ToolSetup, "tool" | "watching"> = {
  meanwhile: "nothing",
  tellsBegin: true,
  tellsSuccess: true,
  whileRunning: "restarts",
};

/** cargo-watch in `/app`, or where the test says. */
export function cargoWatch(paths: Partial<WatchedPaths> = {}): ToolSetup {
  const watching: WatchedPaths = {
    kind: "paths",
    include: ["/app"],
    ignore: [],
    base: "/app",
    vcsIgnore: true,
    extensions: [],
    unsure: false,
    ...paths,
  };
  return { ...TOOL, tool: "cargo-watch", watching };
}

export const BUN: ToolSetup = { ...TOOL, tool: "bun", watching: { kind: "graph" } };
export const VITE: ToolSetup = { ...TOOL, tool: "vite", watching: { kind: "graph" } };
export const CARGO: ToolSetup = { ...TOOL, tool: "cargo", watching: { kind: "nothing" } };

export interface Given {
  readonly tool?: ToolSetup;
  readonly setup?: Partial<ContainerSetup>;
  readonly service?: Partial<ComposeService>;
  readonly watchOn?: boolean;
  readonly imageBuiltAt?: number;
}

/** A folder of files of which a container has some. Its container runs from {@link start} on. */
export class Project {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), "devloop-files-")));
  readonly stateDir = path.join(this.root, ".state");
  readonly #id = path.basename(this.root);
  watch = this.open();
  startedAt = 0;

  /** Another window, or the command line. */
  open(isLocal = true): SourceWatch {
    const options = { stateDir: this.stateDir, logger: SILENT, now: () => Date.now() };
    return new SourceWatch({ ...options, isLocal: () => isLocal });
  }

  path(name: string): string {
    return path.join(this.root, name);
  }

  /** Its times are later than the container's start. */
  write(name: string, text = "x"): string {
    const file = this.path(name);
    mkdirSync(path.dirname(file), { recursive: true });
    do writeFileSync(file, text);
    while (Math.floor(statSync(file).mtimeMs) <= this.startedAt);
    return file;
  }

  /** Whatever is there now was there before. */
  start(): void {
    const probe = this.path(".probe");
    writeFileSync(probe, "");
    this.startedAt = Math.ceil(statSync(probe).mtimeMs) + 1;
    // Until the files' clock has gone on.
    do writeFileSync(probe, "");
    while (Math.floor(statSync(probe).mtimeMs) <= this.startedAt);
    rmSync(probe);
  }

  bind(name: string, target: string, readOnly = false): ContainerMount {
    return { kind: "bind", source: this.path(name), target, readOnly };
  }

  look(given: Given = {}, watch = this.watch): Promise<SourceFacts> {
    const setup: ContainerSetup = {
      createdAt: this.startedAt,
      command: [],
      workingDir: "/app",
      tty: false,
      logDriver: "json-file",
      mounts: [this.bind("app", "/app")],
      ...given.setup,
    };
    const service = given.service && {
      name: "backend",
      buildable: true,
      watchable: false,
      active: true,
      profiles: [],
      ...given.service,
    };
    const query = {
      container: container({ id: this.#id, startedAt: this.startedAt, setup }),
      tool: given.tool ?? cargoWatch(),
      service,
      watchOn: given.watchOn ?? false,
      ...(given.imageBuiltAt === undefined ? {} : { imageBuiltAt: given.imageBuiltAt }),
    };
    return watch.look(query, new AbortController().signal);
  }

  get id(): string {
    return this.#id;
  }

  dispose(): void {
    this.watch.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }
}
