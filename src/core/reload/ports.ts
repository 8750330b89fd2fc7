import type { Disposable } from "../../shared/disposable.ts";
import type { LoopStats, LoopTime } from "../../shared/model.ts";
import type { LogListener } from "../logs/logLine.ts";
import type { SourceFacts, SourceQuery } from "./files/facts.ts";

/** What the reload machines need of the other rooms. */
export interface ReloadPorts {
  readonly logs: ReloadLogs;
  readonly sources: Sources;
  readonly loops: LoopHistory;
  readonly probe: (address: string, signal: AbortSignal) => Promise<ProbeResult>;
  /** The command lines of what runs in the container; `undefined` where the engine can't tell. Never rejects. */
  readonly processes: (containerId: string) => Promise<readonly string[] | undefined>;
  /** When the image was built; `undefined` where the engine can't tell. Never rejects. */
  readonly imageBuiltAt: (imageId: string) => Promise<number | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ReloadLogs {
  /**
   * Reads the container's log for as long as somebody does: first what is held of it, then what comes, across its
   * restarts and the engine's.
   */
  follow(containerId: string, listener: LogListener): Disposable;
}

/** What the files on this machine say of containers. */
export interface Sources extends Disposable {
  /** Scans what the query is about, or gives what is known since the last scan. Rejects only as its signal aborts. */
  look(query: SourceQuery, signal: AbortSignal): Promise<SourceFacts>;
  /** @returns the ids of the containers that the files concern; what {@link look} says of them may be another now */
  changed(paths: readonly string[]): ReadonlySet<string>;
  /** Nothing that is known of files counts any more: the next {@link look} scans. */
  forgetAll(): void;
  /** The container is gone. */
  forget(containerId: string): void;
}

/** The loop times of the services, in the user's state folder, shared by windows and the command line. */
export interface LoopHistory {
  /** @param service `project/service` on an engine: the whole key */
  stats(service: string): Promise<LoopStats | undefined>;
  /** Written before it resolves; the same reaction is recorded once, whoever records it. Never rejects. */
  record(service: string, loop: LoopTime): Promise<void>;
}

export type ProbeResult =
  | { readonly kind: "answered"; readonly at: number; readonly status: number }
  | { readonly kind: "failed"; readonly reason: string };
