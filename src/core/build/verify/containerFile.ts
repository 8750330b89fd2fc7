import type { EngineClient } from "../../engine/client.ts";
import { readContainerFile } from "./readContainer.ts";

const MOST_BYTES = 1024 * 1024;

/**
 * A container's own copy of a file, as text.
 * @throws Error, in words for the user: it is not there, no text, or larger than 1 MiB
 */
export async function containerFile(
  client: Pick<EngineClient, "archive">,
  containerId: string,
  file: string,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Buffer[] = [];
  const onContent = (bytes: Buffer) => void chunks.push(bytes);
  const { kind } = await readContainerFile(client, containerId, file, {
    limit: MOST_BYTES,
    onContent,
    signal,
  });
  switch (kind) {
    case "missing":
      throw new Error(`The container has no ${file}.`);
    case "notFile":
      throw new Error(`${file} is no file in the container.`);
    case "tooLarge":
      throw new Error(`${file} is larger than 1 MiB: too large to be shown.`);
    case "file":
      return toText(Buffer.concat(chunks), file);
  }
}

function toText(bytes: Buffer, file: string): string {
  try {
    if (!bytes.includes(0)) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Said below.
  }
  throw new Error(`${file} is no text, so that it can't be shown: compare its hash.`);
}
