import type { Locator, Page } from "playwright-core";

/** How long an open list is given before it is made anew: what extensions bring later comes into no open list. */
const offerLimitMs = 1_000;

/**
 * Runs a command of the palette by its full title, such as `Dev Loop: Start stack`. Waits until it is offered, which
 * it is when its extension is known.
 */
export async function runCommand(page: Page, title: string, timeoutMs = 30_000): Promise<void> {
  await page.keyboard.press("F1");
  const end = performance.now() + timeoutMs;
  do {
    // The palette looks again when its text changes.
    await input(page).fill(">");
    await input(page).fill(`>${title}`);
    if (await chosen(page, title)) return;
  } while (performance.now() < end);
  throw await notOffered(page, title);
}

/** Runs a command that opens a quick pick, and chooses an item; waits until it is offered. */
export async function runAndPick(
  page: Page,
  title: string,
  label: string,
  timeoutMs = 30_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  do {
    await runCommand(page, title, timeoutMs);
    await page.locator(".quick-input-widget:visible").waitFor();
    await input(page).fill(label);
    if (await chosen(page, label)) return;
    await page.keyboard.press("Escape");
  } while (performance.now() < end);
  throw new Error(`"${label}" was not offered by "${title}"`);
}

async function chosen(page: Page, label: string): Promise<boolean> {
  try {
    await rowOf(page, label).waitFor({ timeout: offerLimitMs });
  } catch {
    return false;
  }
  await rowOf(page, label).click();
  return true;
}

/** The commands that the palette offers for a text: to see what is hidden. */
export async function offeredCommands(page: Page, text: string): Promise<string[]> {
  await page.keyboard.press("F1");
  await input(page).fill(`>${text}`);
  await rows(page).first().waitFor();
  const titles = await labels(page);
  await page.keyboard.press("Escape");
  return titles;
}

/** Chooses an item of the quick pick that is open or about to open. */
export async function pick(page: Page, label: string): Promise<void> {
  try {
    await rowOf(page, label).waitFor();
  } catch {
    throw await notOffered(page, label);
  }
  await rowOf(page, label).click();
}

export function input(page: Page): Locator {
  return page.locator(".quick-input-widget:visible .quick-input-box input");
}

/** A row says its label, then its description or key after a comma. */
function rowOf(page: Page, label: string): Locator {
  const [whole, begin] = [label, `${label},`].map((each) => JSON.stringify(each));
  return page
    .locator(`.quick-input-list .monaco-list-row:is([aria-label=${whole}], [aria-label^=${begin}])`)
    .first();
}

async function notOffered(page: Page, label: string): Promise<Error> {
  return new Error(`"${label}" is not offered; what is: ${(await labels(page)).join(" | ") || "nothing"}`);
}

function rows(page: Page): Locator {
  return page.locator(".quick-input-list .monaco-list-row");
}

async function labels(page: Page): Promise<string[]> {
  return await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
}
