const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** `512 B`, `1.2 MB`, `812 MB`: thousands, as Docker counts an image's bytes. */
export function sizeText(bytes: number): string {
  if (bytes < 999.5) return `${Math.round(bytes)} B`;
  let [size, unit] = [bytes / 1_000, 0];
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** `+1.2 MB`, `-40 kB`, `no change`. */
export function sizeChangeText(bytes: number): string {
  if (bytes === 0) return "no change";
  return `${bytes < 0 ? "-" : "+"}${sizeText(Math.abs(bytes))}`;
}
