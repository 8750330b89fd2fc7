interface KnownFailure {
  readonly pattern: RegExp;
  /** A sentence; `groups` are the pattern's. */
  readonly say: (...groups: string[]) => string;
}

/**
 * Recorded from engine 26.1.5 with Compose 2.26.1 and engine 28.5.2 with Compose 2.40.3 (test/streams/compose,
 * test/streams/errors), anchored on the core of each text: prefixes differ between versions.
 */
const KNOWN: readonly KnownFailure[] = [
  {
    pattern: /on endpoint (\S+) .*Bind for (\S+) failed: port is already allocated/,
    say: (container, address) =>
      `Container ${container} was not started: port ${address} is already used by another container.`,
  },
  {
    pattern:
      /on endpoint (\S+) .*(?:listen \w+ |failed to bind host port (?:for )?)(\S+?:\d+)(?::\S*)?: .*address already in use/,
    say: (container, address) =>
      `Container ${container} was not started: port ${address} is already used by a program on this machine.`,
  },
  {
    pattern: /ports are not available: .*(?:listen \w+ |exposing port \w+ )(\S+:\d+)/,
    say: (address) => `Port ${address} is already used by a program on this machine.`,
  },
  {
    pattern: /^dependency failed to start: container (\S+) is unhealthy/,
    say: (container) => `Container ${container} is unhealthy, so what depends on it was not started.`,
  },
  {
    pattern: /^dependency failed to start: container (\S+) exited \((\d+)\)/,
    say: (container, code) =>
      `Container ${container} exited with code ${code}, so what depends on it was not started.`,
  },
  {
    pattern: /^service "([^"]+)" didn't complete successfully: exit (\d+)/,
    say: (service, code) =>
      `Service ${service} ended with code ${code}, so what waits for it was not started.`,
  },
  {
    // `up --wait`
    pattern: /^container (\S+) is unhealthy$/,
    say: (container) => `Container ${container} is unhealthy: its log, or its health check, tells why.`,
  },
  {
    pattern: /^container (\S+) exited \((\d+)\)$/,
    say: (container, code) =>
      code === "0"
        ? `Container ${container} has done its work and ended, so that it can't be waited for: bring the stack up without waiting.`
        : `Container ${container} exited with code ${code}: its log tells why.`,
  },
  {
    pattern: /cannot start a paused container/,
    say: () => "A container is paused, so that it can't be started: unpause it first.",
  },
  {
    pattern: /[Cc]ontainer [0-9a-f]{64} is (already paused|not paused|not running)$/,
    say: (state) => `The container is ${state}.`,
  },
  {
    pattern: /No such container: (\S+)/,
    say: () => "The container is gone.",
  },
  {
    pattern: /^no such service: (\S+)/,
    say: (service) => `The compose files have no service ${service}, or its profile is not active.`,
  },
  {
    pattern: /^cannot share (\w+) namespace with service (\S+): container missing/,
    say: (what, service) =>
      `The ${what} of service ${service} is to be shared, which has no container: bring that up first.`,
  },
  {
    pattern: /^external volume "([^"]+)" not found/,
    say: (volume) => `The volume ${volume} does not exist: it is external, so it has to be created first.`,
  },
  {
    pattern: /^couldn't find env file: (.+)$/i,
    say: (file) => `The env file ${file} does not exist.`,
  },
  {
    pattern: /^cannot take exclusive lock for project "([^"]+)": process with PID (\d+) is still running/,
    say: (project, pid) =>
      `docker compose watch runs already for ${project} (process ${pid}): end that one first.`,
  },
  {
    pattern: /^none of the selected services is configured for watch/,
    say: () => "No service that is active has a develop.watch section in its compose files.",
  },
  {
    pattern: /^can't watch service "([^"]+)" with action rebuild without a build context/,
    say: (service) => `Service ${service} can't be watched: it is to be rebuilt and has no build section.`,
  },
  {
    pattern: /^service "([^"]+)" has no container to (\w+)/,
    say: (service, verb) => `Service ${service} has no container to ${verb} yet: bring it up first.`,
  },
  {
    pattern:
      /exec: "([^"]+)": (executable file not found in \$PATH|permission denied|no such file or directory)/,
    say: (program, problem) => `The container's command "${program}" could not be started: ${problem}.`,
  },
  {
    pattern:
      /error mounting "([^"]+)" to rootfs at "([^"]+)": .*(?:Are you trying to mount a directory onto a file|not a directory)/,
    say: (source, target) =>
      `The path ${source} can't be mounted at ${target}: one is a file and the other a folder.`,
  },
  {
    pattern: /error mounting "([^"]+)" to rootfs at "([^"]+)": .*: ([^:]+)$/,
    say: (source, target, problem) => `The path ${source} can't be mounted at ${target}: ${problem}.`,
  },
  {
    pattern: /bind source path does not exist: (.+)$/,
    say: (source) => `The path ${source} is to be mounted and does not exist.`,
  },
  {
    pattern: /The container name "\/?([^"]+)" is already in use/,
    say: (name) => `Another container is already called ${name}: remove or rename it.`,
  },
  {
    pattern: /network (\S+) (?:not found|declared as external, but could not be found)/,
    say: (network) => `The network ${network} does not exist: it is external, so it has to be created first.`,
  },
  {
    pattern:
      /all predefined address pools have been fully subnetted|could not find an available, non-overlapping IPv4 address pool/,
    say: () =>
      "Docker has no addresses left for another network: remove those that nothing uses (docker network prune).",
  },
  {
    pattern: /env file (.+?) not found/,
    say: (file) => `The env file ${file} does not exist.`,
  },
  {
    pattern: /required variable (\S+) is missing a value(?:: (.*))?$/,
    say: (name, hint) => `The variable ${name} has no value${hint ? `: ${hint}` : "; set it in .env"}.`,
  },
  {
    pattern: /Cannot connect to the Docker daemon at (\S+?)\.(?:\s|$)/,
    say: (host) => `Docker can't be reached at ${host}.`,
  },
  {
    pattern: /^no builder "([^"]+)" found/,
    say: (builder) =>
      `There is no builder ${builder}: choose another one (the setting devloop.build.builder), or create it (docker buildx create).`,
  },
  {
    pattern: /^use `docker --context=(\S+) buildx` to switch to context/,
    say: (builder) =>
      `The builder ${builder} is of another Docker context: choose that context, or another builder (the setting devloop.build.builder).`,
  },
  {
    pattern: /^Cache export is not supported for the docker driver/,
    say: () =>
      "The builder in use can't write the cache that cache_to names: choose one with another driver (the setting devloop.build.builder), or turn on Docker's containerd image store.",
  },
  {
    pattern: /^unable to prepare context: path "([^"]+)" not found/,
    say: (folder) => `The build context ${folder} does not exist.`,
  },
  {
    pattern:
      /Get "https?:\/\/([^/"]+)\/[^"]*": .*?((?:no such host|connection refused|i\/o timeout|TLS handshake timeout|network is unreachable))/,
    say: (registry, problem) => `The image registry ${registry} can't be reached: ${problem}.`,
  },
  {
    pattern: /(?:pull access denied for|repository does not exist.*:) ?(\S+?)[,:\s]/,
    say: (image) => `The image ${image} can't be pulled: it does not exist, or needs docker login.`,
  },
];

/** A sentence about a line that is known; `undefined` for any other. */
export function knownFailure(line: string): string | undefined {
  // containerd's word for an error without a class of its own.
  const text = line.replace(/: unknown$/, "");
  for (const { pattern, say } of KNOWN) {
    const match = pattern.exec(text);
    if (match) return say(...match.slice(1).map((group) => group ?? ""));
  }
  return undefined;
}
