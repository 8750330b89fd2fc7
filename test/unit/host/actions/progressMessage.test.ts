import { expect, test } from "vitest";
import { buildsOf, progressMessage } from "../../../../src/host/actions/progressMessage.ts";
import type { ActionKind } from "../../../../src/shared/model.ts";
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

test("a usual time of less than a second is none", () => {
  expect(progressMessage([liveBuild({ usual: 999 })], style)).toMatch(/ · 0:42$/);
  expect(progressMessage([liveBuild({ usual: 1000 })], style)).toMatch(/ · 0:42 of ~0:01$/);
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

test("an action's builds are those of its services that a button began", () => {
  const backend = liveBuild({ id: "1", trigger: "button" });
  const ui = liveBuild({ id: "2", trigger: "button", services: ["ui"] });
  const others = [
    liveBuild({ id: "3", trigger: "elsewhere" }),
    liveBuild({ id: "4", trigger: "watch" }),
    liveBuild({ id: "5", trigger: "button", stackId: "blog" }),
  ];
  const found = (kind: ActionKind, ...services: string[]) =>
    buildsOf({ kind, stackId: "shop", services }, [backend, ui, ...others]).map(({ id }) => id);
  expect(found("up")).toEqual(["1", "2"]);
  expect(found("build", "ui")).toEqual(["2"]);
  expect(found("rebuild", "ui", "backend")).toEqual(["1", "2"]);
  expect(found("recreate", "db")).toEqual([]);
  expect(found("restart")).toEqual([]);
});
