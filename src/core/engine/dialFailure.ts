import type { EndpointInfo } from "../../shared/model.ts";
import { originOf } from "./endpointOrigin.ts";
import type { Failure } from "./engineErrors.ts";
import { parseSsh, sshTarget } from "./sshAddress.ts";
import type { DialFailed } from "./stdioDial.ts";

/** Each attempt is two processes, and perhaps a line in the log of somebody's machine. */
const RETRY_MS = 10_000;
/** What only a person can mend; a machine that is asked more often may lock the user out. */
const RETRY_HOPELESS_MS = 60_000;

interface Known {
  /** In what the docker command (28.5) and ssh (OpenSSH 9) print. */
  readonly text: RegExp;
  readonly reason: (place: Place) => string;
  readonly advice: (place: Place) => string;
  readonly hopeless?: boolean;
}

interface Place {
  readonly host: string;
  /** The command that reaches the machine from a terminal. */
  readonly ssh: string;
  readonly origin: string;
}

/** The first that fits. */
const KNOWN: readonly Known[] = [
  {
    text: /exec: "ssh": executable file not found/,
    reason: ({ host }) => `There is no ssh command on PATH to reach ${host} with.`,
    advice: () => "Install an OpenSSH client, then refresh.",
    hopeless: true,
  },
  {
    text: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    reason: ({ host }) => `The machine of ${host} shows another host key than the one that ssh knows.`,
    advice: ({ ssh }) =>
      `Make sure that it is the right machine, then remove the old key from known_hosts: \`${ssh}\` in a terminal says how.`,
    hopeless: true,
  },
  {
    text: /Host key verification failed/,
    reason: ({ host }) => `The host key of ${host} is not known to ssh yet, and nobody can be asked here.`,
    advice: ({ ssh }) => `Connect once in a terminal with \`${ssh}\` and accept the key, then refresh.`,
    hopeless: true,
  },
  {
    text: /docker\.sock: connect: permission denied|permission denied while trying to connect to the docker/i,
    reason: ({ host }) => `The user of ${host} is not allowed to use Docker there.`,
    advice: () => "Add that user to the docker group on that machine (sudo usermod -aG docker USER).",
    hopeless: true,
  },
  {
    text: /Permission denied \(|Too many authentication failures|Permission denied, please try again/,
    reason: ({ host }) => `The machine of ${host} does not let you in: it takes none of your keys.`,
    advice: ({ ssh }) =>
      `Make \`${ssh}\` work in a terminal without a question: add your key to the agent with ssh-add, for nobody can be asked for a password or passphrase here.`,
    hopeless: true,
  },
  {
    text: /Could not resolve hostname/,
    reason: ({ host }) => `The name in ${host} can't be resolved.`,
    advice: ({ origin }) => `Check the network, and ${origin}.`,
  },
  {
    text: /ssh: connect to host .*: Connection refused/,
    reason: ({ host }) => `Nothing takes ssh connections at ${host}.`,
    advice: ({ origin }) => `Look whether sshd runs there, or check ${origin}.`,
  },
  {
    text: /ssh: connect to host|Operation timed out|Connection timed out|No route to host|Network is unreachable/,
    reason: ({ host }) => `The machine of ${host} can't be reached.`,
    advice: ({ origin }) => `Check the network, and ${origin}.`,
  },
  {
    text: /docker: (?:command )?not found|command not found: docker|docker: No such file|Unknown command: docker|'docker' is not recognized/,
    reason: ({ host }) => `There is no docker command on the PATH of the machine of ${host}.`,
    advice: ({ ssh }) =>
      `Install Docker there, or have its PATH set for commands without a terminal too: \`${ssh} docker version\` has to work.`,
    hopeless: true,
  },
  {
    text: /failed to open the raw stream connection: dial unix .*: connect: (?:no such file|connection refused)|Cannot connect to the Docker daemon/,
    reason: ({ host }) => `Docker is not running on the machine of ${host}.`,
    advice: ({ origin }) => `Start Docker there, or check ${origin}.`,
  },
  {
    text: /context not found/,
    reason: ({ origin }) => `There is no such context any more: ${origin}.`,
    advice: () => "See `docker context ls`, and choose another.",
  },
  {
    text: /invalid bind address format|unknown network/,
    reason: ({ host }) => `The docker command knows no way to ${host}.`,
    advice: ({ origin }) => `Correct the address in ${origin}.`,
    hopeless: true,
  },
];

/** Puts into words why the docker command could not connect, by what it and ssh said. */
export function describeDialFailure({ message, stderr }: DialFailed, endpoint: EndpointInfo): Failure {
  const place = { host: endpoint.host, ssh: sshCommand(endpoint.host), origin: originOf(endpoint) };
  const known = KNOWN.find(({ text }) => text.test(stderr));
  if (known) {
    return {
      reason: known.reason(place),
      advice: known.advice(place),
      retryMs: known.hopeless ? RETRY_HOPELESS_MS : RETRY_MS,
    };
  }
  return {
    reason: `Docker at ${endpoint.host} can't be reached: ${lastWords(stderr) || message}.`,
    advice: `Check ${place.origin}.`,
    retryMs: RETRY_MS,
  };
}

function sshCommand(host: string): string {
  const address = parseSsh(host);
  if (address === undefined) return "ssh";
  const { options, name } = sshTarget(address);
  return ["ssh", ...options, name].join(" ");
}

/** What docker (28.5) quotes of ssh, or its own last line. */
function lastWords(stderr: string): string {
  const [, quoted = stderr] = /stderr=([\s\S]*)$/.exec(stderr) ?? [];
  const line = quoted.trim().split("\n").at(-1)?.trim() ?? "";
  return line.replace(/[.\s]+$/, "");
}
