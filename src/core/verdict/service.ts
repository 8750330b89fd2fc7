import type { BakedState } from "../../shared/builds.ts";
import type { ContainerState, Drift, ReloadState, Verdict } from "../../shared/model.ts";
import { bakedVerdict } from "./baked.ts";
import { brokenVerdict, reloadVerdict } from "./reload.ts";

/**
 * The one answer for a service, from what is known of its containers. That a container runs does not say that
 * it runs what was just written: until a feature brings evidence, the answer is `unknown`.
 * @param known false while the engine has not told its containers, or can't be reached
 * @param inactiveProfiles of a service that Up leaves out
 * @param reload of a service that something reloads in
 * @param baked of a service whose image is built here
 */
export function serviceVerdict(
  containers: readonly ContainerState[],
  known: boolean,
  inactiveProfiles: readonly string[],
  reload?: ReloadState,
  baked?: BakedState,
): Verdict {
  if (!known) return { kind: "unknown", reason: "Docker has not told its containers" };
  // One-off containers are visitors: `compose run` ends by itself and says nothing of the service.
  const own = containers.filter((container) => !container.oneOff);
  if (own.length === 0 && inactiveProfiles.length > 0) {
    return { kind: "unknown", reason: `none of its profiles is active (${inactiveProfiles.join(", ")})` };
  }
  if (own.length === 0) {
    return { kind: "notCurrent", reason: "nothing runs", evidence: "there is no container", action: "up" };
  }
  const [worst] = own.map(containerVerdict).sort((left, right) => rank(left) - rank(right));
  if (worst === undefined) return { kind: "unknown", reason: "nothing is known" };
  if (own.some(({ status }) => status !== "running")) return worst;
  const image = baked && bakedVerdict(baked);
  if (reload === undefined) {
    return worst.kind === "unknown" && image !== undefined ? withHealth(own, image) : worst;
  }
  // A build that has failed is why a health check fails; and what Up would make anew does not reload itself into it.
  const broken = brokenVerdict(reload) ?? (worst.kind === "notCurrent" ? worst : undefined);
  if (broken !== undefined) return broken;
  const reloaded = withHealth(own, reloadVerdict(reload));
  // What is baked in is a part of what runs: a reload says nothing of it.
  return reloaded.kind !== "notCurrent" && image?.kind === "notCurrent" ? image : reloaded;
}

/** A start is over when the health check says so. */
function withHealth(containers: readonly ContainerState[], verdict: Verdict): Verdict {
  const starting = containers.find(({ health }) => health === "starting");
  if (verdict.kind !== "current" || starting === undefined) return verdict;
  return {
    kind: "pending",
    reason: "starting",
    evidence: `the health check of ${starting.name} has not passed yet`,
  };
}

function containerVerdict(container: ContainerState): Verdict {
  switch (container.status) {
    case "running":
      return runningVerdict(container);
    case "exited":
    case "dead":
      return exitedVerdict(container);
    case "restarting":
      return {
        kind: "notCurrent",
        reason: "keeps restarting",
        evidence: `${container.name} ended${exitText(container)} and is being restarted`,
        action: "logs",
      };
    case "paused":
      return {
        kind: "notCurrent",
        reason: "paused",
        evidence: `${container.name} is paused`,
        action: "restart",
      };
    case "created":
      return { kind: "pending", reason: "not started yet", evidence: `${container.name} is created` };
    case "removing":
      return { kind: "pending", reason: "being removed", evidence: `${container.name} is being removed` };
    case "unknown":
      return { kind: "unknown", reason: `the state of ${container.name} is not known` };
  }
}

function runningVerdict(container: ContainerState): Verdict {
  switch (container.health) {
    case "unhealthy":
      return {
        kind: "notCurrent",
        reason: "unhealthy",
        evidence: `the health check of ${container.name} fails`,
        action: "logs",
      };
    case "starting":
      return (
        driftVerdict(container) ?? {
          kind: "pending",
          reason: "starting",
          evidence: `the health check of ${container.name} has not passed yet`,
        }
      );
    case "healthy":
    case "none":
      return (
        driftVerdict(container) ?? {
          kind: "unknown",
          reason: "it runs; whether from your latest change is not known",
        }
      );
  }
}

function driftVerdict({ name, drift }: ContainerState): Verdict | undefined {
  if (drift === undefined) return undefined;
  return { kind: "notCurrent", action: "recreate", ...driftWords(drift, name) };
}

function driftWords(drift: Drift, name: string): { readonly reason: string; readonly evidence: string } {
  switch (drift) {
    case "edited":
      return {
        reason: "its compose file was edited since it was made",
        evidence: `Compose's hash of the service is not the one that ${name} was made with`,
      };
    case "rebuilt":
      return {
        reason: "its image was built or pulled anew since it was made",
        evidence: `the image's name stands for another image than the one that ${name} was made from`,
      };
  }
}

/** 128 + SIGINT and 128 + SIGTERM. */
const ASKED_TO_END = new Set([130, 143]);

function exitedVerdict(container: ContainerState): Verdict {
  if (container.oomKilled) {
    return {
      kind: "notCurrent",
      reason: "out of memory",
      evidence: `the kernel ended ${container.name}`,
      action: "logs",
    };
  }
  if (container.exitCode !== undefined && ASKED_TO_END.has(container.exitCode)) {
    return {
      kind: "notCurrent",
      reason: "stopped",
      evidence: `${container.name} ended with code ${container.exitCode}, as one that was asked to`,
      // A start would bring back what is not current.
      action: container.drift === undefined ? "start" : "up",
    };
  }
  if (container.exitCode === 0) {
    return (
      driftVerdict(container) ?? {
        kind: "unknown",
        reason: "it has finished; whether from your latest change is not known",
      }
    );
  }
  return {
    kind: "notCurrent",
    reason: `exited${exitText(container)}`,
    evidence: `${container.name} has ended`,
    action: "logs",
  };
}

function exitText(container: ContainerState): string {
  return container.exitCode === undefined ? "" : ` with code ${container.exitCode}`;
}

/** Worst first. */
function rank(verdict: Verdict): number {
  return { notCurrent: 0, pending: 1, unknown: 2, current: 3 }[verdict.kind];
}
