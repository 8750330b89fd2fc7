import { expect, test } from "vitest";
import { progressMessage } from "../../../../src/host/actions/progressMessage.ts";
import { style } from "../plain.ts";
import { liveBuild } from "../states.ts";

test("each build says its step and its time, and more than three are counted", () => {
  expect(progressMessage([liveBuild()], style)).toBe("backend 5/9 RUN cargo build · 0:42 of ~2:10");
  const { running: _running, usual: _usual, ...early } = liveBuild({ services: ["ui"], total: 0 });
  expect(progressMessage([liveBuild(), early], style)).toBe(
    "backend 5/9 RUN cargo build · 0:42 of ~2:10 | ui · 0:42",
  );
  const five = Array.from({ length: 5 }, () => early);
  expect(progressMessage(five, style)).toBe("ui · 0:42 | ui · 0:42 | ui · 0:42 | 2 more");
});

test("options of an instruction, which may fill a line by themselves, are left out", () => {
  const running = "RUN --mount=type=cache,target=/usr/local/cargo --network=none cargo build --release";
  expect(progressMessage([liveBuild({ running })], style)).toContain(" RUN cargo build --release · ");
  expect(progressMessage([liveBuild({ running: "COPY --from=build /app /app" })], style)).toContain(
    " COPY /app /app · ",
  );
});

test("a command that is a script by itself is cut off", () => {
  const message = progressMessage([liveBuild({ running: `RUN ${"x".repeat(300)}` })], style);
  expect(message).toMatch(/^backend 5\/9 RUN x+… · 0:42 of ~2:10$/);
  expect(message.length).toBeLessThan(100);
});
