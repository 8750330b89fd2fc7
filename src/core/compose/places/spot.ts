import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import type { Place } from "../../../shared/model.ts";
import { resolved, scalarText, type YamlDocument, type YamlFile } from "./yamlFile.ts";

/** A value in a file, with its key where it has one. */
export interface Spot {
  readonly file: YamlFile;
  readonly document: YamlDocument;
  readonly key?: ParsedNode;
  /** As it was written: an alias is still one. */
  readonly value: ParsedNode | null;
  /** What Compose takes it for; only services may extend others. */
  readonly role: "root" | "services" | "service" | "other";
}

export function rootSpots(file: YamlFile): Spot[] {
  return file.documents.map((document) => ({ file, document, value: document.contents, role: "root" }));
}

/** The entries of a mapping with those that are merged into it (`<<`); its own go before, as YAML has it. */
export function entries(spot: Spot): Map<string, Spot> {
  const found = new Map<string, Spot>();
  const seen = new Set<ParsedNode>();
  const waiting: (ParsedNode | null)[] = [spot.value];
  while (waiting.length > 0) {
    const node = resolved(spot.document, waiting.shift() ?? null);
    if (node === null || seen.has(node)) continue;
    seen.add(node);
    // `<<` takes a mapping or a list of them.
    if (isSeq(node) && node !== resolved(spot.document, spot.value)) waiting.push(...node.items);
    if (!isMap(node)) continue;
    for (const { key, value } of node.items) {
      const name = scalarText(key);
      if (name === "<<") waiting.push(value);
      else if (name !== undefined && !found.has(name)) {
        found.set(name, {
          file: spot.file,
          document: spot.document,
          key,
          value,
          role: childRole(spot, name),
        });
      }
    }
  }
  return found;
}

/** The entries of a list; empty for anything else. */
export function items(spot: Spot): Spot[] {
  const node = resolved(spot.document, spot.value);
  if (!isSeq(node)) return [];
  return node.items.map((value) => ({ file: spot.file, document: spot.document, value, role: "other" }));
}

/** The text of a scalar, also behind an alias. */
export function textOf(spot: Spot): string | undefined {
  return scalarText(resolved(spot.document, spot.value));
}

/** The value where it is a word on its key's line, else the key: that is what a reader takes for the place. */
export function placeOf({ file, key, value }: Spot): Place {
  const start = value?.range[0] ?? key?.range[0] ?? 0;
  if (key === undefined) return file.place(start);
  const isWord = isAlias(value) || (isScalar(value) && value.source !== "");
  const sameLine = file.place(start).line === file.place(key.range[0]).line;
  return file.place(isWord && sameLine ? start : key.range[0]);
}

export function keyPlaceOf(spot: Spot): Place {
  return spot.key === undefined ? placeOf(spot) : spot.file.place(spot.key.range[0]);
}

function childRole(spot: Spot, name: string): Spot["role"] {
  if (spot.role === "root" && name === "services") return "services";
  return spot.role === "services" ? "service" : "other";
}
