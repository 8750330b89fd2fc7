import type { ContainerState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { GREEN, GREY, RED, type Status, YELLOW } from "./level.ts";

/** 128 + SIGINT and 128 + SIGTERM: what a program returns that was asked to end, by Stop or by Ctrl+C. */
const ASKED_TO_END = new Set([130, 143]);
const KILLED = 137;

export function containerStatus(container: ContainerState, t: Translate): Status {
  switch (container.status) {
    case "running":
      return runningStatus(container, t);
    case "exited":
      return exitedStatus(container, t);
    case "dead":
      return { level: "error", text: t("dead"), icon: { id: "error", color: RED } };
    case "restarting": {
      const text =
        container.exitCode === undefined || container.exitCode === 0
          ? t("restarting again and again")
          : t("restarting after exit code {0}", container.exitCode);
      return { level: "warning", text, icon: { id: "debug-restart", color: YELLOW } };
    }
    case "paused":
      return { level: "idle", text: t("paused"), icon: { id: "debug-pause" } };
    case "created":
      return { level: "idle", text: t("not started"), icon: { id: "circle-outline", color: GREY } };
    case "removing":
      return { level: "idle", text: t("being removed"), icon: { id: "trash" } };
    case "unknown":
      return { level: "unknown", text: t("state unknown"), icon: { id: "question" } };
  }
}

function runningStatus(container: ContainerState, t: Translate): Status {
  switch (container.health) {
    case "none":
      return { level: "ok", text: t("running"), icon: { id: "play-circle", color: GREEN } };
    case "healthy":
      return { level: "ok", text: t("running · healthy"), icon: { id: "pass-filled", color: GREEN } };
    case "starting":
      return { level: "ok", text: t("running · not healthy yet"), icon: { id: "pulse", color: GREEN } };
    case "unhealthy":
      return { level: "warning", text: t("running · unhealthy"), icon: { id: "warning", color: YELLOW } };
  }
}

function exitedStatus(container: ContainerState, t: Translate): Status {
  const error = { id: "error", color: RED };
  const { exitCode } = container;
  if (container.oomKilled) return { level: "error", text: t("out of memory"), icon: error };
  if (exitCode === undefined) return { level: "unknown", text: t("exited"), icon: { id: "question" } };
  if (exitCode === 0) return { level: "idle", text: t("finished"), icon: { id: "pass", color: GREY } };
  if (ASKED_TO_END.has(exitCode)) {
    return { level: "idle", text: t("stopped ({0})", exitCode), icon: { id: "stop-circle", color: GREY } };
  }
  const text = exitCode === KILLED ? t("killed ({0})", exitCode) : t("exited ({0})", exitCode);
  return { level: "error", text, icon: error };
}
