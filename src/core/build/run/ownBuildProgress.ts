import type { BuildResult } from "../../../shared/builds.ts";
import type { ActionResult } from "../../../shared/protocol.ts";
import type { ProgressItem } from "../progress/item.ts";

/** How far one service's build has come, for what its end is to be called. */
export class OwnBuildProgress {
  /** Its end has been told. */
  ended = false;
  #failed = false;
  #exported = false;
  #begun = false;

  /** A step of it failed by itself, not for another one's sake. */
  get failed(): boolean {
    return this.#failed;
  }

  get exported(): boolean {
    return this.#exported;
  }

  /** Compose has said so. */
  fail(): void {
    this.#failed = true;
  }

  apply(item: ProgressItem): void {
    if (item.kind !== "vertex") return;
    const { name, error, completedAt } = item.vertex;
    if (error !== undefined && !/context canceled/.test(error)) this.#failed = true;
    if (/\] exporting to /.test(name) || name.startsWith("exporting to ")) {
      this.#exported = completedAt !== undefined && error === undefined;
    }
    if (/\d+\/\d+\] /.test(name)) this.#begun = true;
  }

  /**
   * @param command how the command ended
   * @param blamed whose failure it is where the command failed; `any`: no step bears the error, as with a Dockerfile
   *   that can't be read
   */
  result(command: ActionResult, blamed: "it" | "any" | "others"): BuildResult {
    if (this.#failed) return "failed";
    if (this.#exported || command.kind === "done") return "succeeded";
    if (command.kind !== "failed" || blamed === "others") return "cancelled";
    return blamed === "it" || !this.#begun ? "failed" : "cancelled";
  }
}
