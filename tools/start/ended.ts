/** Resolves when the user ends the command: Ctrl+C, a closed terminal, a polite kill. */
export function endedByUser(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
