/** Where the core writes what it does; the host shows it in its log channel, the CLI on stderr with --verbose. */
export interface Logger {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };
