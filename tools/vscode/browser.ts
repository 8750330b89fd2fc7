import { type Browser, chromium } from "playwright-core";

/** Quiet, and without what a container as root has not: a sandbox, a graphics card. */
const launchArguments = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless browser; whoever starts it closes it. */
export function launchBrowser(executable: string): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: launchArguments,
    // Its own handlers would end our process before what else we started has been ended.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
