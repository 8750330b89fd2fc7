export interface ZipEntry {
  readonly name: string;
  readonly data: Buffer;
  readonly deflated: boolean;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** The entries of a ZIP file (APPNOTE 6.3, no ZIP64) by its central directory, which is what installers read. */
export function readZip(file: Buffer): ZipEntry[] {
  let end = file.length - 22;
  while (end >= 0 && file.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error("This is not a ZIP file.");
  const entries: ZipEntry[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let index = 0; index < file.readUInt16LE(end + 10); index++) {
    if (file.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new Error(`The directory's entry ${index} is damaged.`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      file.readUInt16LE(at + field),
    );
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    entries.push({
      name: file.toString("utf8", at + 46, at + 46 + (nameLength ?? 0)),
      data: file.subarray(start, start + file.readUInt32LE(at + 20)),
      deflated: file.readUInt16LE(at + 10) === 8,
    });
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return entries;
}
