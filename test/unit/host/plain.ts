import type { TimeStyle } from "../../../src/host/times.ts";
import type { Translate } from "../../../src/host/translate.ts";
import type { Style } from "../../../src/host/tree/row.ts";

/** English as it is written in the source. */
export const plain: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));

/** 21 November 2026, 12:00 in a world without time zones. */
export const NOON = Date.UTC(2026, 10, 21, 12);
export const times: TimeStyle = { now: NOON, locale: "en-GB", timeZone: "UTC" };
export const style: Style = { t: plain, times, home: "/home/me", folders: ["/w"] };
