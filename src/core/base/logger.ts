import { redactText } from "./redact.ts";

/** Where the core writes what it does; the host shows it in its log channel, the CLI on stderr with --verbose. */
export interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The same, with secrets hidden. The core makes one of what it was given, so that nothing in it has to remember to. */
export function redactingLogger(logger: Logger): Logger {
  return {
    debug: (text) => logger.debug(redactText(text)),
    info: (text) => logger.info(redactText(text)),
    warn: (text) => logger.warn(redactText(text)),
    error: (text) => logger.error(redactText(text)),
  };
}
