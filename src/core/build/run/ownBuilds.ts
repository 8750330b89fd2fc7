import type { BuildResult } from "../../../shared/builds.ts";
import type { ActionResult } from "../../../shared/protocol.ts";
import { Tail } from "../../base/processOutput.ts";
import type { CommandReader } from "../../compose/actions.ts";
import { OutputText } from "../../compose/outputText.ts";
import { ProgressDecoder } from "../progress/decoder.ts";
import type { ProgressItem } from "../progress/item.ts";
import { ReadableProgress } from "../progress/readable.ts";
import { plainStatus } from "./composeProgress.ts";
import { OwnBuildProgress } from "./ownBuildProgress.ts";
import type { OwnBuild } from "./ports.ts";

/** What explains a failure stands at the end. */
const KEPT = 64 * 1024;

export interface OwnBuildsOptions {
  /** Those that the command may build. */
  readonly services: readonly string[];
  readonly begin: (service: string) => OwnBuild;
}

/**
 * Reads a Compose command that prints BuildKit's progress as rawjson on stdout: tells the builds of its services, and
 * makes of it what people read.
 */
export class OwnBuilds implements CommandReader {
  readonly #options: OwnBuildsOptions;
  readonly #decoder = new ProgressDecoder();
  readonly #readable = new ReadableProgress();
  readonly #others = new OutputText();
  readonly #output = new Tail(KEPT);
  readonly #builds = new Map<string, { readonly build: OwnBuild; readonly progress: OwnBuildProgress }>();
  /** Vertex → those that it is a step of. */
  readonly #servicesOf = new Map<string, Set<string>>();
  readonly #endings: Promise<void>[] = [];

  constructor(options: OwnBuildsOptions) {
    this.#options = options;
  }

  push(text: string, stream: "stdout" | "stderr"): string {
    return stream === "stdout" ? this.#items(this.#decoder.push(text)) : this.#told(this.#others.push(text));
  }

  flush(): string {
    return this.#items(this.#decoder.flush()) + this.#told(this.#others.flush());
  }

  /** The command has ended; resolves when its builds have been kept. */
  async ended(result: ActionResult): Promise<void> {
    const builds = [...this.#builds.values()];
    const isNamed = builds.some(({ progress }) => progress.failed);
    const blamed = isNamed ? "others" : builds.length === 1 ? "it" : "any";
    for (const [service, { progress }] of this.#builds) this.#end(service, progress.result(result, blamed));
    await Promise.all(this.#endings);
  }

  #items(items: readonly ProgressItem[]): string {
    let text = "";
    const byService = new Map<string, ProgressItem[]>();
    for (const item of items) {
      text += this.#readable.push(item);
      for (const service of this.#servicesFor(item)) {
        const list = byService.get(service) ?? [];
        byService.set(service, list);
        list.push(item);
      }
    }
    for (const [service, own] of byService) {
      const { build, progress } = this.#build(service);
      for (const item of own) progress.apply(item);
      build.push(own);
    }
    this.#output.add(text);
    return text;
  }

  /** Compose goes on to something else when images are there. */
  #told(text: string): string {
    if (text === "") return "";
    for (const [service, { progress }] of this.#builds) {
      if (progress.exported) this.#end(service, "succeeded");
    }
    const plain = `${text.trimEnd().split("\n").map(plainStatus).join("\n")}\n`;
    // Compose 2.40: which of several it was.
    const [, target] = /^target (\S+): failed to solve: /m.exec(plain) ?? [];
    if (target !== undefined) this.#builds.get(target)?.progress.fail();
    this.#output.add(plain);
    return plain;
  }

  #servicesFor(item: ProgressItem): Iterable<string> {
    if (item.kind === "text") return [];
    if (item.kind === "log") return this.#servicesOf.get(item.log.vertex) ?? [];
    if (item.kind === "status") return this.#servicesOf.get(item.status.vertex) ?? [];
    const { digest, name } = item.vertex;
    const service = this.#serviceNamed(name);
    if (service === undefined) return [];
    const known = this.#servicesOf.get(digest) ?? new Set();
    this.#servicesOf.set(digest, known.add(service));
    // Told by each of those that share the step.
    return [service];
  }

  /** `[web internal] load …`, `[web builder 2/3] RUN …`; a build of one target bears no name (buildx's bake). */
  #serviceNamed(name: string): string | undefined {
    const { services } = this.#options;
    if (services.length === 1) return services[0];
    const [, first] = /^\[(\S+?)[ \]]/.exec(name) ?? [];
    return services.find((service) => service === first);
  }

  #build(service: string): { readonly build: OwnBuild; readonly progress: OwnBuildProgress } {
    const known = this.#builds.get(service);
    if (known !== undefined) return known;
    const begun = { build: this.#options.begin(service), progress: new OwnBuildProgress() };
    this.#builds.set(service, begun);
    return begun;
  }

  #end(service: string, result: BuildResult): void {
    const open = this.#builds.get(service);
    if (open === undefined || open.progress.ended) return;
    open.progress.ended = true;
    this.#endings.push(open.build.end(result, this.#output.toString()));
  }
}
