import type { Engine } from "./engine.ts";
import { statusCode } from "./engineErrors.ts";

/** Whether the engine has an image of this name; `undefined`: it can't be told. */
export async function hasImage(
  engine: Engine | undefined,
  name: string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  if (engine === undefined) return undefined;
  try {
    await engine.client.image(name, AbortSignal.any([signal, engine.ended]));
    return true;
  } catch (error) {
    return statusCode(error) === 404 ? false : undefined;
  }
}
