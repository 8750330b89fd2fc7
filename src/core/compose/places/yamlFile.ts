import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
} from "yaml";
import type { Place } from "../../../shared/model.ts";

/** A YAML file as far as it can be understood: a broken one has what stands before its fault, and more. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly documents: readonly YamlDocument[];
  /** Where the parser of the package `yaml` stumbled, in the order of the text. */
  readonly faults: readonly YamlFault[];
  place(offset: number): Place;
}

export type YamlDocument = Document.Parsed;

export interface YamlFault {
  readonly code: string;
  readonly offset: number;
}

/** Throws only where the text goes beyond what the parser can take, such as thousands of brackets in brackets. */
export function parseYamlFile(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    logLevel: "silent",
    prettyErrors: false,
    // Compose tells duplicates and their lines; comparing all keys with each other takes long in large files.
    uniqueKeys: false,
  });
  // A file without any document comes as an empty list of another type.
  const documents = [...parsed];
  const faults = documents.flatMap(({ errors }) => errors.map(({ code, pos }) => ({ code, offset: pos[0] })));
  return {
    file,
    text,
    documents,
    faults: faults.sort((left, right) => left.offset - right.offset),
    place(offset) {
      const { line, col } = lines.linePos(offset);
      return { file, line: Math.max(1, line), column: Math.max(1, col) };
    },
  };
}

/** What an alias stands for; any other node as it is. */
export function resolved(document: YamlDocument, node: ParsedNode | null): ParsedNode | null {
  if (!isAlias(node)) return node;
  // The package resolves to nodes of the same document, which were all parsed.
  return (node.resolve(document) as ParsedNode | undefined) ?? null;
}

/** A scalar as Compose takes it for a key or a name; `undefined` for lists and mappings. */
export function scalarText(node: ParsedNode | null): string | undefined {
  if (!isScalar(node)) return undefined;
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

/** Every node of the file, in the order of the text. Aliases are not followed: what they stand for has its own turn. */
export function* nodesOf({ documents }: YamlFile): Generator<ParsedNode> {
  for (const { contents } of documents) {
    const stack: (ParsedNode | null)[] = [contents];
    while (stack.length > 0) {
      const node = stack.pop();
      if (node === null || node === undefined) continue;
      yield node;
      if (isMap(node)) for (const { key, value } of node.items.toReversed()) stack.push(value, key);
      else if (isSeq(node)) stack.push(...node.items.toReversed());
    }
  }
}
