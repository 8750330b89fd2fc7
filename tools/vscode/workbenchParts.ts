import type { Locator, Page } from "playwright-core";
import type { PageElement } from "./pageTypes.ts";

export interface StatusBarEntry {
  /** The extension's id and the entry's, such as `devloop.devloop.stack`. */
  readonly id: string;
  /** With icons as `$(name)`. */
  readonly text: string;
  /** Text and tooltip, as a screen reader says them. */
  readonly ariaLabel: string;
  /** How loud it is. */
  readonly kind: "plain" | "warning" | "error";
}

export interface Notification {
  readonly message: string;
  readonly severity: "info" | "warning" | "error";
  readonly buttons: readonly string[];
}

/** All entries of the status bar, from left to right. */
export async function statusBarEntries(page: Page): Promise<StatusBarEntry[]> {
  return await page.locator(".statusbar-item").evaluateAll((items: PageElement[]) =>
    items.map((item) => {
      const parts = [...(item.querySelector(".statusbar-item-label")?.childNodes ?? [])].map((part) => {
        const icon = /codicon-([\w-]+)/.exec(part.className ?? "")?.[1];
        return icon === undefined ? (part.textContent ?? "") : `$(${icon})`;
      });
      const kind =
        (["warning", "error"] as const).find((each) => item.classList.contains(`${each}-kind`)) ?? "plain";
      return {
        id: item.id,
        text: parts.join("").replace(/\s+/g, " ").trim(),
        ariaLabel: item.getAttribute("aria-label") ?? "",
        kind,
      };
    }),
  );
}

/**
 * Opens the notification center: with its smoke test driver on, VS Code 1.139 shows no notification by itself.
 * What comes later appears in the open center.
 */
async function openNotifications(page: Page): Promise<Locator> {
  const center = page.locator(".notifications-center.visible");
  if (!(await center.isVisible())) await page.locator('.statusbar-item[id="status.notifications"]').click();
  await center.waitFor();
  return center;
}

/** All notifications that nobody closed. */
export async function notifications(page: Page): Promise<Notification[]> {
  const center = await openNotifications(page);
  return await center.locator(".notification-list-item").evaluateAll((items: PageElement[]) =>
    items.map((item) => {
      const icon = item.querySelector(".notification-list-item-icon")?.className ?? "";
      const severity =
        (["warning", "error"] as const).find((each) => icon.includes(`codicon-${each}`)) ?? "info";
      return {
        message: item.querySelector(".notification-list-item-message")?.textContent?.trim() ?? "",
        severity,
        buttons: [...item.querySelectorAll(".notification-list-item-buttons-container .monaco-button")].map(
          (button) => button.textContent?.trim() ?? "",
        ),
      };
    }),
  );
}

/** Waits for a notification that contains `text` and clicks one of its buttons, if one is named. */
export async function answerNotification(page: Page, text: string, button?: string): Promise<void> {
  const center = await openNotifications(page);
  const item = center.locator(".notification-list-item", { hasText: text }).first();
  await item.waitFor();
  if (button === undefined) return;
  // Only the one that is looked at shows its buttons.
  await item.hover();
  const buttons = item.locator(".notification-list-item-buttons-container .monaco-button");
  if (!(await buttons.first().isVisible())) await item.locator(".notification-list-item-message").click();
  await buttons.filter({ hasText: button }).first().click();
}
