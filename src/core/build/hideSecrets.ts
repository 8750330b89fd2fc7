import type { BuildRecord } from "../../shared/builds.ts";
import { HIDDEN, isSecretName, redactText } from "../base/redact.ts";

/** What is shorter stands in too much that is no secret. */
const SHORTEST = 4;

/** Hides the values of arguments whose names sound like a secret: BuildKit writes them into the names of steps. */
export function secretHider(given: Readonly<Record<string, string>>): (text: string) => string {
  const secrets = Object.entries(given)
    .filter(([name, value]) => isSecretName(name) && value.length >= SHORTEST)
    .map(([, value]) => value)
    .sort((left, right) => right.length - left.length);
  return (text) => redactText(secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text));
}

/** In all of a record that was made of what BuildKit printed. */
export function withoutSecrets(record: BuildRecord, hide: (text: string) => string): BuildRecord {
  const { steps, breaker, error } = record;
  return {
    ...record,
    steps: steps.map((step) => ({ ...step, text: hide(step.text) })),
    breaker: {
      ...breaker,
      reason: hide(breaker.reason),
      ...(breaker.step === undefined ? {} : { step: hide(breaker.step) }),
    },
    ...(error === undefined
      ? {}
      : {
          error: {
            ...error,
            message: hide(error.message),
            lastLines: error.lastLines.map(hide),
            ...(error.step === undefined ? {} : { step: hide(error.step) }),
          },
        }),
  };
}
