import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import type { ContextSource } from "../../../../../src/core/build/manifest/ports.ts";
import {
  type ManifestsOptions,
  StoredManifests,
} from "../../../../../src/core/build/manifest/storedManifests.ts";

export const NEVER = new AbortController().signal;

/** What is done to files by hand. */
export type Operation =
  | {
      readonly kind: "write" | "touch" | "replace" | "chmod" | "remove";
      readonly file: string;
      readonly text: string;
    }
  | { readonly kind: "move" | "swap" | "link"; readonly file: string; readonly to: string };

/** A folder of files that is built, in a folder that nobody else uses. */
export class Context {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), "devloop-context-")));
  readonly folder = path.join(this.root, "work", "app");
  readonly stateDir = path.join(this.root, "state");

  constructor() {
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(this.stateDir);
  }

  get source(): ContextSource {
    return { context: this.folder, dockerfile: this.path("Dockerfile") };
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  /** A window of its own, which knows no more than what is kept. */
  window(more: Partial<ManifestsOptions> = {}): StoredManifests {
    return new StoredManifests({ stateDir: this.stateDir, logger: SILENT, now: () => Date.now(), ...more });
  }

  /** A time that everything so far is surely before. */
  start(): number {
    const probe = path.join(this.root, "state", "probe");
    const tick = (): number => {
      writeFileSync(probe, "");
      return statSync(probe).ctimeMs;
    };
    const begun = tick();
    let now = tick();
    while (now < begun + 30) now = tick();
    rmSync(probe);
    return Math.floor(now);
  }

  /** Everything that is there, with its content and permissions, read plainly. */
  content(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const walk = (folder: string): void => {
      for (const name of readdirSync(this.path(folder))) {
        const file = folder === "" ? name : `${folder}/${name}`;
        const own = lstatSync(this.path(file));
        if (own.isDirectory()) walk(file);
        else if (own.isSymbolicLink()) found.set(file, `link:${short(readlinkSync(this.path(file)))}`);
        else found.set(file, `${(own.mode & 0o7777).toString(8)}:${short(readFileSync(this.path(file)))}`);
      }
    };
    walk("");
    return found;
  }

  /** Does it where it can be done. */
  apply(operation: Operation): void {
    const file = this.path(operation.file);
    try {
      switch (operation.kind) {
        case "write":
          this.write({ [operation.file]: operation.text });
          break;
        case "touch":
          utimesSync(file, new Date("2001-02-03"), new Date("2001-02-03"));
          break;
        case "replace":
          writeFileSync(`${file}~`, operation.text);
          renameSync(`${file}~`, file);
          break;
        case "chmod":
          chmodSync(file, operation.text.length % 2 === 0 ? 0o755 : 0o600);
          break;
        case "remove":
          rmSync(file, { recursive: true });
          break;
        case "move":
          renameSync(file, this.path(operation.to));
          break;
        case "swap": {
          if (!existsSync(this.path(operation.to))) break;
          renameSync(file, this.path("swapping"));
          renameSync(this.path(operation.to), file);
          renameSync(this.path("swapping"), this.path(operation.to));
          break;
        }
        case "link":
          symlinkSync(operation.to, file);
          break;
      }
    } catch (error) {
      // A file system's own refusal: there is no such file, or it is a folder.
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function short(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 22);
}
