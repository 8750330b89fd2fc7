import type { ContainerState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { DRIFT_ICONS, driftText } from "./driftText.ts";
import { ERROR, GREEN, GREY, NOT_RUNNING, type Status, UNKNOWN, WARNING, YELLOW } from "./level.ts";

/** 128 + SIGINT and 128 + SIGTERM: what a program returns that was asked to end, by Stop or by Ctrl+C. */
const ASKED_TO_END = new Set([130, 143]);
const KILLED = 137;

/**
 * What the container does and, beside it, whether the next Up would make it anew. That is a notice of its own icon
 * on one that is well; on any other, what is the matter with it goes first.
 */
export function containerStatus(container: ContainerState, t: Translate): Status {
  const status = plainStatus(container, t);
  const { drift } = container;
  if (drift === undefined) return status;
  const text = `${status.text} · ${driftText(drift, t)}`;
  return status.level === "ok" ? { level: "notice", text, icon: DRIFT_ICONS[drift] } : { ...status, text };
}

function plainStatus(container: ContainerState, t: Translate): Status {
  switch (container.status) {
    case "running":
      return runningStatus(container, t);
    case "exited":
      return exitedStatus(container, t);
    case "dead":
      return { level: "error", text: t("dead"), icon: ERROR };
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
      return { level: "idle", text: t("not started"), icon: NOT_RUNNING };
    case "removing":
      return { level: "idle", text: t("being removed"), icon: { id: "trash" } };
    case "unknown":
      return { level: "unknown", text: t("state unknown"), icon: UNKNOWN };
  }
}

function runningStatus(container: ContainerState, t: Translate): Status {
  const text = [t("running"), healthText(container, t)].filter((part) => part !== undefined).join(" · ");
  switch (container.health) {
    case "none":
      return { level: "ok", text, icon: { id: "play-circle", color: GREEN } };
    case "healthy":
      return { level: "ok", text, icon: { id: "pass-filled", color: GREEN } };
    case "starting":
      return { level: "ok", text, icon: { id: "pulse", color: GREEN } };
    case "unhealthy":
      return { level: "warning", text, icon: WARNING };
  }
}

/** Of one that runs: what its health check says; `undefined` where there is none. */
export function healthText({ health }: ContainerState, t: Translate): string | undefined {
  switch (health) {
    case "none":
      return undefined;
    case "healthy":
      return t("healthy");
    case "starting":
      return t("not healthy yet");
    case "unhealthy":
      return t("unhealthy");
  }
}

function exitedStatus(container: ContainerState, t: Translate): Status {
  const { exitCode } = container;
  if (container.oomKilled) return { level: "error", text: t("out of memory"), icon: ERROR };
  if (exitCode === undefined) return { level: "unknown", text: t("exited"), icon: UNKNOWN };
  if (exitCode === 0) return { level: "idle", text: t("finished"), icon: { id: "pass", color: GREY } };
  if (ASKED_TO_END.has(exitCode)) {
    return { level: "idle", text: t("stopped ({0})", exitCode), icon: { id: "stop-circle", color: GREY } };
  }
  const text = exitCode === KILLED ? t("killed ({0})", exitCode) : t("exited ({0})", exitCode);
  return { level: "error", text, icon: ERROR };
}
