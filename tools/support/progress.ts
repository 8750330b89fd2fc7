/** How a long piece of work tells people what it is doing: plain lines, so that a CI log reads as well as a terminal. */
export interface Progress {
  /** Prints one line at once. */
  step(text: string): void;
  /**
   * Prints `text …`, runs `work`, then prints `text: 12 s`. While it lasts, the latest detail that `work`
   * reports is printed every half minute, so that nobody takes a long compile for a hang.
   */
  during<T>(text: string, work: (report: (detail: string) => void) => Promise<T>): Promise<T>;
}

const stillWorkingMs = 30_000;

/** Lines are `area: text`. They go to stderr unless told otherwise: stdout belongs to what a tool prints as its result. */
export function createProgress(area: string, write: (line: string) => void = writeToStderr): Progress {
  const step = (text: string): void => write(`${area}: ${text}`);
  return {
    step,
    async during(text, work) {
      const started = performance.now();
      let detail = "";
      step(`${text} …`);
      const timer = setInterval(() => {
        step(`${text}: still at it after ${seconds(started)}${detail === "" ? "" : `: ${detail}`}`);
      }, stillWorkingMs);
      try {
        const result = await work((latest) => {
          detail = latest;
        });
        step(`${text}: ${seconds(started)}`);
        return result;
      } catch (error) {
        step(`${text}: failed after ${seconds(started)}`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

function seconds(started: number): string {
  const elapsed = (performance.now() - started) / 1000;
  return `${elapsed < 10 ? elapsed.toFixed(1) : Math.round(elapsed)} s`;
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
