import { createHash } from "node:crypto";
import type { EndpointInfo } from "../../shared/model.ts";
import type { DockerContext } from "../../shared/protocol.ts";
import type { Logger } from "../base/logger.ts";
import type { ProcessRunner } from "../base/process.ts";
import { findProgram } from "../base/which.ts";
import { createEngineClient, type EngineClient } from "./client.ts";
import { ConnectionLimit } from "./connectionLimit.ts";
import type { Machine } from "./defaultSockets.ts";
import { type ContextEndpoint, inspectContext, listContexts } from "./dockerContext.ts";
import {
  type EndpointResolution,
  type EngineChoice,
  type FoundEndpoint,
  resolveEndpoint,
} from "./endpoint.ts";
import { Engine } from "./engine.ts";
import type { EngineSources } from "./engineLink.ts";
import { parseHost } from "./hostAddress.ts";

/** The docker command reads a file or two for it. */
const CONTEXT_LIMIT_MS = 10_000;
/** A context's line is some hundred characters. */
const OUTPUT_LIMIT = 256 * 1024;

class NoAnswer extends Error {}

export interface EngineFinderOptions extends Machine {
  readonly runner: ProcessRunner;
  readonly logger: Logger;
  /** The docker command's absolute path; rejects with words for the user where there is none. */
  docker(): Promise<string>;
  /** What becomes the engine's client, in place of the one that it is given. */
  wrap(client: EngineClient, endpoint: EndpointInfo): EngineClient;
}

/** Finds engines, with the docker command's help where a context has to be read or only it knows the way. */
export class EngineFinder implements EngineSources {
  readonly #options: EngineFinderOptions;
  /** Asked once for each name: while no engine is found, it would be a process every few seconds. */
  readonly #contexts = new Map<string, Promise<ContextEndpoint | undefined>>();

  constructor(options: EngineFinderOptions) {
    this.#options = options;
  }

  /** Contexts may have changed: each is asked about again. */
  forgetContexts(): void {
    this.#contexts.clear();
  }

  resolve(choice: EngineChoice): Promise<EndpointResolution> {
    const { env, homeDir, platform } = this.#options;
    return resolveEndpoint({
      choice,
      env,
      homeDir,
      platform,
      inspectContext: (name) => this.#inspect(name),
    });
  }

  async identify({ endpoint, skipTlsVerify = false }: FoundEndpoint): Promise<string> {
    const address = parseHost(endpoint.host);
    const tls =
      address.kind === "tcp" ? await this.#certificates(endpoint, address.tls, skipTlsVerify) : undefined;
    const digest = createHash("sha256").update(JSON.stringify([endpoint, skipTlsVerify]));
    for (const file of [tls?.ca, tls?.cert, tls?.key]) digest.update(file ?? "").update("\n");
    return digest.digest("hex");
  }

  /** What can't be read is told when it is needed. */
  async #certificates(endpoint: EndpointInfo, tls: boolean, skipVerify: boolean) {
    const { tlsFor } = await import("./tls.ts");
    const { env, homeDir } = this.#options;
    return tlsFor(endpoint, { tls, skipVerify }, env, homeDir).catch(() => undefined);
  }

  open({ endpoint, skipTlsVerify = false }: FoundEndpoint): Engine {
    const { env, homeDir, platform, runner, logger, docker, wrap } = this.#options;
    const client = { endpoint, env, homeDir, skipTlsVerify };
    if (parseHost(endpoint.host).kind !== "command")
      return new Engine({ endpoint, client: wrap(createEngineClient(client), endpoint), logger });
    const limit = new ConnectionLimit();
    const dial = async () => {
      const [{ stdioDial }, { dialCommand }] = await Promise.all([
        import("./stdioDial.ts"),
        import("./dialCommand.ts"),
      ]);
      return stdioDial({
        command: () => dialCommand(endpoint, { docker, find: (name) => findProgram(name, env, platform) }),
        run: (options) => runner.run(options),
        cwd: homeDir,
      });
    };
    return new Engine({
      endpoint,
      limit,
      client: wrap(createEngineClient({ ...client, dial, limit }), endpoint),
      logger,
    });
  }

  /** Rejects with words for the user. */
  async listContexts(signal?: AbortSignal): Promise<DockerContext[]> {
    return listContexts((program, args) => this.#run(program, args, signal), await this.#options.docker());
  }

  async #inspect(name: string): Promise<ContextEndpoint | undefined> {
    const docker = await this.#options.docker();
    const asked =
      this.#contexts.get(name) ?? inspectContext(name, (program, args) => this.#run(program, args), docker);
    this.#contexts.set(name, asked);
    // That the machine was busy says nothing of the context.
    asked.catch((error: unknown) => {
      if (error instanceof NoAnswer && this.#contexts.get(name) === asked) this.#contexts.delete(name);
    });
    return asked;
  }

  async #run(
    program: string,
    args: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ readonly stdout: string }> {
    const { runner, homeDir } = this.#options;
    const limit = AbortSignal.timeout(CONTEXT_LIMIT_MS);
    const result = await runner.run({
      program,
      args,
      cwd: homeDir,
      limit: OUTPUT_LIMIT,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    signal?.throwIfAborted();
    if (result.cancelled)
      throw new NoAnswer(`the docker command did not answer in ${CONTEXT_LIMIT_MS / 1000} s`);
    if (result.exitCode !== 0) throw new Error(result.stderr.trim());
    return result;
  }
}
