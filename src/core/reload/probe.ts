import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { redactText } from "../base/redact.ts";
import type { ProbeResult } from "./ports.ts";

export interface ProbeLimits {
  /** ms, in all. */
  readonly total: number;
  /** ms, of one request until its status. */
  readonly request: number;
  /** ms, before the second request; doubled from one to the next up to a second. */
  readonly pause: number;
}

const LIMITS: ProbeLimits = { total: 30_000, request: 5_000, pause: 50 };
const LONGEST_PAUSE_MS = 1_000;

/**
 * Asks the address until it answers with a status below 400, or the time is up; redirects are answers, and are not
 * followed. A certificate is not looked at: the question is whether something serves, and nothing is sent to it.
 * @param address as the user set it
 * @returns the reason as a sentence; rejects only as the signal aborts
 */
export async function probe(
  address: string,
  signal: AbortSignal,
  limits: ProbeLimits = LIMITS,
): Promise<ProbeResult> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return { kind: "failed", reason: `${redactText(address)} is no http: or https: address.` };
  }
  const until = Date.now() + limits.total;
  let pause = limits.pause;
  for (;;) {
    const result = await ask(url, signal, Math.min(limits.request, Math.max(1, until - Date.now())));
    signal.throwIfAborted();
    if (result.kind === "answered" || Date.now() + pause >= until) return result;
    await delay(pause, undefined, { signal });
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function ask(url: URL, signal: AbortSignal, limit: number): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ kind: "failed", reason });
    const request = url.protocol === "https:" ? httpsRequest : httpRequest;
    const options = {
      // A connection that is kept would go to the program that has just been replaced.
      agent: false,
      headers: { accept: "*/*", "user-agent": "devloop" },
      rejectUnauthorized: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    };
    const asked = request(url, options, (response) => {
      const status = response.statusCode ?? 0;
      response.destroy();
      if (status > 0 && status < 400) resolve({ kind: "answered", at: Date.now(), status });
      else fail(`It answered with status ${status}.`);
    });
    asked.on("error", (error: NodeJS.ErrnoException) => {
      fail(error.name === "AbortError" ? `It did not answer within ${limit} ms.` : sentence(error));
    });
    asked.end();
  });
}

function sentence({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case "ECONNREFUSED":
      return "Nothing listens there.";
    case "ECONNRESET":
    case "EPIPE":
      return "The connection was closed without an answer.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "Its name is not known.";
    default:
      return message.endsWith(".") ? message : `${message}.`;
  }
}
