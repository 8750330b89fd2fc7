/** What a tar archive holds first. */
export type TarEntry =
  | { readonly kind: "file"; readonly size: number }
  | { readonly kind: "link"; readonly target: string }
  /** A folder, a device, a sparse file. */
  | { readonly kind: "other" };

const BLOCK = 512;
/** Bytes of a name, and of all that a header says beyond its block. */
const MOST_META = 64 * 1024;
const MOST_HEADERS = 8;

/** What goes before an entry, and is about it: pax (`x`, `g`) and GNU's long names (`L`, `K`). */
const META = new Set(["x", "g", "L", "K"]);
/** `7`: a contiguous one. */
const FILES = new Set(["0", "\0", "7"]);

interface Header {
  readonly type: string;
  readonly size: number;
  readonly link: string;
}

/**
 * Reads the first entry of a tar archive (ustar, pax, GNU) out of bytes that were cut anywhere, and hands on its
 * content as it comes. What follows is left unread.
 */
export class TarReader {
  readonly #onContent: (bytes: Buffer) => void;
  #state: "header" | "content" | "whole" | "broken" = "header";
  #held: Buffer[] = [];
  #heldBytes = 0;
  #wanted = BLOCK;
  #headers = 0;
  #meta: Header | undefined;
  #link: string | undefined;
  #size: number | undefined;
  #sparse = false;
  #entry: TarEntry | undefined;
  #left = 0;

  constructor(onContent: (bytes: Buffer) => void) {
    this.#onContent = onContent;
  }

  /** Known before its content. */
  get entry(): TarEntry | undefined {
    return this.#entry;
  }

  /** `whole`: there is nothing more to read; `broken`: these are no bytes of an archive. */
  get state(): "open" | "whole" | "broken" {
    return this.#state === "whole" || this.#state === "broken" ? this.#state : "open";
  }

  push(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && this.state === "open") {
      rest = this.#state === "content" ? this.#takeContent(rest) : this.#takeBlock(rest);
    }
  }

  #takeContent(bytes: Buffer): Buffer {
    const own = bytes.subarray(0, this.#left);
    this.#left -= own.length;
    this.#onContent(own);
    if (this.#left === 0) this.#state = "whole";
    return bytes.subarray(own.length);
  }

  #takeBlock(bytes: Buffer): Buffer {
    const own = bytes.subarray(0, this.#wanted - this.#heldBytes);
    this.#held.push(own);
    this.#heldBytes += own.length;
    if (this.#heldBytes === this.#wanted) {
      const block = Buffer.concat(this.#held);
      this.#held = [];
      this.#heldBytes = 0;
      this.#wanted = BLOCK;
      if (this.#meta === undefined) this.#readHeader(block);
      else this.#readMeta(block, this.#meta);
    }
    return bytes.subarray(own.length);
  }

  #readHeader(block: Buffer): void {
    const header = ++this.#headers > MOST_HEADERS ? undefined : toHeader(block);
    if (header === undefined || (META.has(header.type) && header.size > MOST_META)) this.#state = "broken";
    else if (META.has(header.type)) {
      this.#meta = header;
      this.#wanted = Math.ceil(header.size / BLOCK) * BLOCK;
      if (this.#wanted === 0) this.#readMeta(Buffer.alloc(0), header);
    } else this.#begin(header);
  }

  #readMeta(block: Buffer, { type, size }: Header): void {
    this.#meta = undefined;
    this.#wanted = BLOCK;
    const content = block.subarray(0, size);
    if (type === "K") this.#link = untilZero(content);
    if (type !== "x") return;
    const records = paxRecords(content);
    this.#link = records.get("linkpath") ?? this.#link;
    const bytes = records.get("size");
    if (bytes !== undefined) this.#size = /^\d{1,15}$/.test(bytes) ? Number(bytes) : Number.NaN;
    this.#sparse ||= [...records.keys()].some((name) => name.startsWith("GNU.sparse."));
  }

  #begin({ type, size, link }: Header): void {
    const bytes = this.#size ?? size;
    if (Number.isNaN(bytes)) this.#state = "broken";
    else if (FILES.has(type) && !this.#sparse) {
      this.#entry = { kind: "file", size: bytes };
      this.#left = bytes;
      this.#state = bytes === 0 ? "whole" : "content";
    } else {
      this.#entry = type === "2" ? { kind: "link", target: this.#link ?? link } : { kind: "other" };
      this.#state = "whole";
    }
  }
}

/** `undefined`: its sum is wrong, so that it is no header. */
function toHeader(block: Buffer): Header | undefined {
  // Its own field counts as spaces.
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  const size = toNumber(block.subarray(124, 136));
  if (size === undefined || toNumber(block.subarray(148, 156)) !== sum) return undefined;
  return { type: block.toString("latin1", 156, 157), size, link: untilZero(block.subarray(157, 257)) };
}

/** Octal digits; or, marked by the first bit, the number's own bytes (GNU, for what is 8 GiB or more). */
function toNumber(field: Buffer): number | undefined {
  const first = field.at(0) ?? 0;
  if (first === 0x80) {
    const value = field.subarray(1).reduce((total, byte) => total * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = untilZero(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
}

/** `27 linkpath=some/where\n`: the length is that of the whole record, in bytes. */
function paxRecords(content: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString("latin1", at, Math.min(space, at + 10)));
    if (space === -1 || !(length > space - at) || at + length > content.length) break;
    const [name = "", ...value] = content.toString("utf8", space + 1, at + length - 1).split("=");
    records.set(name, value.join("="));
    at += length;
  }
  return records;
}
