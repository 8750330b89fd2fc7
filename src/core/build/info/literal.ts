/** What a literal of JSON or JavaScript holds. */
export type Literal = string | number | boolean | null | undefined | readonly Literal[] | LiteralObject;
export type LiteralObject = ReadonlyMap<string, Literal>;

const DEEPEST = 16;
const QUOTES = new Set(['"', "'", "`"]);
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]{0,200}/uy;
const NUMBER = /[-+]?(?:0x[\da-f]{1,30}|(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[-+]?\d{1,3})?)/iy;
const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", undefined],
  ["!0", true],
  ["!1", false],
  ["void 0", undefined],
]);
const WORD = /(?:true|false|null|undefined|!0|!1|void 0)(?![\p{ID_Continue}$])/uy;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["0", "\0"],
  ["\n", ""],
]);
const CODE = /u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})/iy;

/** It is no literal from here on. */
class NoLiteral extends Error {}

/** Reads object literals out of JSON and scripts. Nothing is run, and nothing is looked at twice but by another {@link read}. */
export class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the last {@link read} ended, well or not. */
  get position(): number {
    return this.#at;
  }

  /** The object that begins with the brace at the index; `undefined`: what is there is not plain data. */
  read(index: number): LiteralObject | undefined {
    this.#at = index;
    try {
      return this.#object(0);
    } catch (error) {
      if (error instanceof NoLiteral) return undefined;
      throw error;
    }
  }

  #object(depth: number): LiteralObject {
    const fields = new Map<string, Literal>();
    this.#expect("{");
    while (!this.#take("}")) {
      const name = this.#key();
      this.#expect(":");
      fields.set(name, this.#value(depth + 1));
      if (this.#take("}")) break;
      this.#expect(",");
    }
    return fields;
  }

  #array(depth: number): readonly Literal[] {
    const items: Literal[] = [];
    this.#expect("[");
    while (!this.#take("]")) {
      items.push(this.#value(depth + 1));
      if (this.#take("]")) break;
      this.#expect(",");
    }
    return items;
  }

  #value(depth: number): Literal {
    if (depth > DEEPEST) throw new NoLiteral();
    this.#skip();
    const next = this.#text.charAt(this.#at);
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (QUOTES.has(next)) return this.#string();
    const word = this.#match(WORD);
    if (word !== undefined) return WORDS.get(word);
    const number = this.#match(NUMBER);
    if (number === undefined) throw new NoLiteral();
    return Number(number);
  }

  #key(): string {
    this.#skip();
    const next = this.#text.charAt(this.#at);
    if (next === '"' || next === "'") return this.#string();
    const name = this.#match(NAME) ?? this.#match(NUMBER);
    if (name === undefined) throw new NoLiteral();
    return name;
  }

  #string(): string {
    const quote = this.#text.charAt(this.#at++);
    let value = "";
    for (; this.#at < this.#text.length; this.#at++) {
      const next = this.#text.charAt(this.#at);
      if (next === quote) {
        this.#at++;
        return value;
      }
      if (next === "\\") value += this.#escaped();
      else if (quote === "`" ? next === "$" && this.#text.charAt(this.#at + 1) === "{" : next === "\n") break;
      else value += next;
    }
    throw new NoLiteral();
  }

  /** Leaves the position at the last character of it. */
  #escaped(): string {
    this.#at++;
    CODE.lastIndex = this.#at;
    const { 0: whole = "", 1: long, 2: short, 3: byte } = CODE.exec(this.#text) ?? [];
    const code = Number.parseInt(long ?? short ?? byte ?? "", 16);
    if (code <= 0x10ffff) {
      this.#at += whole.length - 1;
      return String.fromCodePoint(code);
    }
    const next = this.#text.charAt(this.#at);
    return ESCAPES.get(next) ?? next;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new NoLiteral();
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Space, and comments. */
  #skip(): void {
    for (;;) {
      while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
      const end = this.#commentEnd();
      if (end === undefined) return;
      this.#at = end;
    }
  }

  #commentEnd(): number | undefined {
    const start = this.#text.slice(this.#at, this.#at + 2);
    const close = start === "/*" ? "*/" : start === "//" ? "\n" : undefined;
    if (close === undefined) return undefined;
    const end = this.#text.indexOf(close, this.#at + 2);
    return end === -1 ? this.#text.length : end + close.length;
  }
}
