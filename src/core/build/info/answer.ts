import type { Literal, LiteralObject } from "./literal.ts";
import { type Told, told } from "./names.ts";
import { objectsIn } from "./objectText.ts";

/** Levels of objects: Spring Boot tells `git.commit.id`. */
const DEEPEST = 3;

/** What an answer tells of a build: JSON, or a script that assigns an object; the first object that names a commit. */
export function readAnswer(text: string): Told {
  let found: Told = {};
  for (const object of objectsIn(text)) {
    const said = told(new Map(fieldsOf(object, "", DEEPEST)));
    if (said.commit !== undefined) return said;
    if (found.date === undefined) found = said;
  }
  return found;
}

function* fieldsOf(
  object: LiteralObject,
  prefix: string,
  depth: number,
): Generator<readonly [string, string]> {
  for (const [name, value] of object) {
    if (value instanceof Map) {
      if (depth > 1) yield* fieldsOf(value, `${prefix}${name}.`, depth - 1);
    } else {
      const text = textOf(value);
      if (text !== undefined) yield [`${prefix}${name}`, text];
    }
  }
}

function textOf(value: Literal): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
