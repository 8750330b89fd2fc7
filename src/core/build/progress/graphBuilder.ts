import type { BuildGraph, GraphVertex } from "./graph.ts";
import type { ProgressItem, VertexStatus } from "./item.ts";
import { plainLine } from "./streamLines.ts";
import { VertexState } from "./vertexState.ts";

const MAX_VERTEXES = 5_000;
const MAX_TEXT = 200;
const MAX_IMAGE_IDS = 50;
/** With Compose and bake the target is in front. */
const CONTEXT = /^\[(?:\S+ )?internal\] load build context$/;
/** Of the exporters of engines and of registries (buildkit/exporter). The one of the attestation is no image's. */
const IMAGE =
  /^(?:writing image|exporting config|exporting manifest|exporting manifest list) (sha256:[0-9a-f]{64})$/;

/** Puts together what a build's progress comes to. The memory is bounded, whatever the build prints. */
export class GraphBuilder {
  readonly #states = new Map<string, VertexState>();
  readonly #imageIds = new Set<string>();
  readonly #text: string[] = [];
  #graph: BuildGraph | undefined;

  apply(item: ProgressItem): void {
    this.#graph = undefined;
    switch (item.kind) {
      case "vertex":
        this.#state(item.vertex.digest)?.update(item.vertex);
        break;
      case "status":
        this.#states.get(item.status.vertex)?.say(item.status);
        this.#noteImage(item.status);
        break;
      case "log":
        this.#state(item.log.vertex)?.print(item.log);
        break;
      case "text":
        this.#text.push(ownText(plainLine(item.line)));
        if (this.#text.length > MAX_TEXT) this.#text.shift();
        break;
    }
  }

  /** As of now: it does not change any more, and vertexes of which nothing was said since are the same objects. */
  get graph(): BuildGraph {
    this.#graph ??= this.#make();
    return this.#graph;
  }

  #state(digest: string): VertexState | undefined {
    const known = this.#states.get(digest);
    if (known !== undefined || this.#states.size >= MAX_VERTEXES) return known;
    const state = new VertexState(digest);
    this.#states.set(digest, state);
    return state;
  }

  #noteImage({ id }: VertexStatus): void {
    const image = IMAGE.exec(id)?.[1];
    if (image !== undefined && this.#imageIds.size < MAX_IMAGE_IDS) this.#imageIds.add(image);
  }

  #make(): BuildGraph {
    const vertexes = new Map<string, GraphVertex>();
    let contextBytes: number | undefined;
    for (const [digest, state] of this.#states) {
      vertexes.set(digest, state.vertex);
      if (state.contextBytes !== undefined && CONTEXT.test(state.name))
        contextBytes = (contextBytes ?? 0) + state.contextBytes;
    }
    return {
      vertexes,
      ...(contextBytes === undefined ? {} : { contextBytes }),
      imageIds: [...this.#imageIds],
      text: [...this.#text],
    };
  }
}

/** Without the chunk that it was cut from, which would be kept as long as the line is. */
function ownText(line: string): string {
  return Buffer.from(line).toString();
}
