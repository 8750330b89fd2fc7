import { isDeepStrictEqual } from "node:util";
import type { BakedState, BuildInfo, BuildRecord } from "../../../shared/builds.ts";
import type { Disposable } from "../../../shared/disposable.ts";
import { share } from "../../../shared/patch.ts";
import type { Logger } from "../../base/logger.ts";
import { isWithin } from "../../stack/folders.ts";
import type { ContextManifests } from "../manifest/ports.ts";
import { bakedCode } from "./bakedCode.ts";
import type { ImageFacts } from "./images.ts";
import type { BuiltService } from "./services.ts";

export interface BakedServicePorts {
  readonly manifests: ContextManifests;
  /** By name or id; `undefined`: there is none, or the engine can't be asked. */
  readonly image: (name: string, signal: AbortSignal) => Promise<ImageFacts | undefined>;
  /** Builds that came out as the image, the newest first. */
  readonly buildsOf: (imageId: string) => readonly BuildRecord[];
  readonly info: (
    service: BuiltService,
    image: ImageFacts,
    signal: AbortSignal,
  ) => Promise<BuildInfo | undefined>;
  readonly isLocal: () => boolean;
  readonly logger: Logger;
}

/** Whether one service's image holds what its context holds now; one look after another. */
export class BakedService implements Disposable {
  readonly #ports: BakedServicePorts;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  #service: BuiltService;
  #state: BakedState | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #looked = false;

  constructor(ports: BakedServicePorts, service: BuiltService, onChange: () => void) {
    this.#ports = ports;
    this.#service = service;
    this.#onChange = onChange;
    void this.look();
  }

  get state(): BakedState | undefined {
    return this.#state;
  }

  get looked(): boolean {
    return this.#looked && this.#looking === undefined;
  }

  update(service: BuiltService): void {
    const before = this.#service;
    this.#service = service;
    if (!isDeepStrictEqual(signatureOf(before), signatureOf(service))) void this.look();
  }

  /** @param paths absolute paths that some program changed */
  filesChanged(paths: readonly string[]): void {
    const { context, dockerfile } = this.#service.declared.build ?? {};
    const concerns = (file: string) =>
      file === dockerfile || (context !== undefined && (isWithin(context, file) || isWithin(file, context)));
    if (paths.some(concerns)) void this.look();
  }

  /** Resolves when the state says what is so now. */
  look(): Promise<void> {
    if (this.#looking !== undefined) this.#again = true;
    this.#looking ??= this.#lookUntilQuiet();
    return this.#looking;
  }

  dispose(): void {
    this.#abort.abort();
  }

  async #lookUntilQuiet(): Promise<void> {
    const { signal } = this.#abort;
    do {
      this.#again = false;
      try {
        const state = await this.#lookOnce(signal);
        if (signal.aborted) return;
        this.#state = state && this.#state ? share(this.#state, state) : state;
      } catch (error) {
        if (signal.aborted) return;
        const { service } = this.#service;
        this.#ports.logger.warn(`What is in the image of ${service} can't be made out: ${String(error)}`);
        this.#state = {
          code: { kind: "unknown", reason: "what its image was built from can't be made out" },
        };
      }
    } while (this.#again);
    this.#looking = undefined;
    this.#looked = true;
    this.#onChange();
  }

  async #lookOnce(signal: AbortSignal): Promise<BakedState | undefined> {
    const { manifests, image, buildsOf, info, isLocal } = this.#ports;
    const service = this.#service;
    const { container, declared } = service;
    const { build } = declared;
    if (build === undefined) return undefined;
    const found = await image(container?.imageId ?? service.imageName, signal);
    if (found === undefined) return undefined;
    const builds = buildsOf(found.id);
    const code = await bakedCode(
      {
        build,
        watch: declared.watch ?? [],
        mounts: container?.setup?.mounts ?? [],
        local: isLocal(),
        builds,
        ...(found.builtAt === undefined ? {} : { builtAt: found.builtAt }),
      },
      { manifests },
      signal,
    );
    const told = await info(service, found, signal);
    return { code, ...(told === undefined ? {} : { info: told }) };
  }
}

/** What the answer depends on, besides files and images. */
function signatureOf({ declared, container, imageName, settings }: BuiltService): unknown {
  const { build, watch } = declared;
  const run = container && [container.id, container.imageId, container.namedImageId, container.setup?.mounts];
  return [build, watch, run, imageName, settings?.buildInfo, container?.startedAt, container?.status];
}
