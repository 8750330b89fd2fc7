import type { Signal } from "../signal.ts";

/** Errors that end cargo without a `could not compile` (1.95); rustc has none of these without a code. */
const ENDS_CARGO = new RegExp(
  `^error: (?:${[
    "failed to (?:acquire|create|determine|download|fetch|get|load|open|parse|prepare|query|read|remove|run|select|sync|update|verify|write) ",
    "no matching package",
    "no such (?:sub)?command",
    "no (?:bin|example|test|bench|library|default-run) target",
    "no targets specified",
    "could not find `Cargo.toml`",
    "(?:cannot|could not) (?:update|create) the lock file",
    "the lock file ",
    "cyclic package dependency",
    "package(?: ID specification)? `",
    "the package .* (?:does not|depends|can)",
    "the manifest-path must be",
    "manifest path `",
    "rustc \\S+ is not supported by",
    "a bin target must be available",
    "`cargo \\S+` (?:could not determine|requires)",
    "current package believes",
    "unexpected argument",
    "invalid value",
    "build failed",
    "toolchain '",
    "unable to ",
    "virtual manifests must",
    "none of the selected packages",
    "command failed",
  ].join("|")})`,
);
/** Those of them that no other program would print. */
const CARGO_ONLY =
  /^error: (?:failed to parse (?:manifest|lock file) at `|could not find `Cargo\.toml`|no such (?:sub)?command: `|failed to run custom build command for `)/;
const TEST_FAILED = /^error: (?:(?:doc)?test|bench) failed, to rerun pass|^error: \d+ targets? failed:/;

/**
 * What a line that begins with `error` says.
 *
 * @param isProgram a program runs, whose own lines may look the same
 * @returns `undefined`: a compiler's diagnostic, if it is not the program's
 */
export function cargoError(text: string, isProgram: boolean): readonly Signal[] | undefined {
  if (TEST_FAILED.test(text)) return [{ kind: "crash" }];
  if (text.startsWith("error: could not compile ")) return [{ kind: "failed", ...countsOf(text) }];
  if (/^error: (?:aborting due to|process didn't exit successfully)/.test(text)) return [];
  if (CARGO_ONLY.test(text) || (!isProgram && ENDS_CARGO.test(text))) {
    return [{ kind: "error" }, { kind: "failed" }];
  }
  return /^error(?:\[E\d+\])?: /.test(text) ? undefined : [];
}

function countsOf(text: string): { errors?: number; warnings?: number } {
  const errors = / due to (?:(\d+) )?previous error/.exec(text);
  const warnings = / (\d+) warnings? emitted/.exec(text)?.[1];
  return {
    ...(errors === null ? {} : { errors: Number(errors[1] ?? 1) }),
    ...(warnings === undefined ? {} : { warnings: Number(warnings) }),
  };
}
