/** One archive that the machine's apt is configured for. */
export interface AptSource {
  uris: string[];
  suites: string[];
  components: string[];
  /** A keyring's path, a fingerprint, or undefined for apt's own trusted keys. */
  signedBy: string | undefined;
}

/** Reads one-line entries (`deb [signed-by=…] uri suite component…`), see sources.list(5). `deb-src` is left out. */
export function parseList(text: string): AptSource[] {
  const entry =
    /^deb\s+(?:\[(?<options>[^\]]*)\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)(?<components>(?:\s+[^#\s]\S*)*)/;
  return text.split("\n").flatMap((line) => {
    const groups = entry.exec(line.trim())?.groups;
    if (groups === undefined) return [];
    const options = (groups["options"] ?? "").split(/\s+/).map((option) => option.split("="));
    return [
      {
        uris: [groups["uri"] ?? ""],
        suites: [groups["suite"] ?? ""],
        components: words(groups["components"]),
        signedBy: options.find(([name]) => name?.toLowerCase() === "signed-by")?.[1],
      },
    ];
  });
}

/** Reads deb822 stanzas (`Types:`, `URIs:`, `Suites:`, …), see sources.list(5). A key inside the file is not supported. */
export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = stanzaFields(stanza);
    const enabled = !["no", "false", "without", "off", "disable"].includes(fields.get("enabled") ?? "yes");
    if (!enabled || !words(fields.get("types")).includes("deb")) return [];
    const signedBy = fields.get("signed-by");
    if (signedBy?.includes("-----BEGIN")) return [];
    return [
      {
        uris: words(fields.get("uris")),
        suites: words(fields.get("suites")),
        components: words(fields.get("components")),
        signedBy,
      },
    ];
  });
}

function stanzaFields(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name = "";
  for (const line of stanza.split("\n")) {
    if (line.startsWith("#")) continue;
    const start = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (start !== null) name = (start[1] ?? "").toLowerCase();
    const before = start === null ? `${fields.get(name) ?? ""}\n` : "";
    fields.set(name, `${before}${start?.[2] ?? line.trim()}`.trim());
  }
  return fields;
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}

/**
 * Those of the machine's sources that are Debian's own archive for its release: its main archive (the one that also has
 * other releases) first, then its updates and its security archive. Others may use the release's name for their suite
 * as well: an archive that names Debian's keyring, or none, goes before them.
 */
export function debianSources(sources: readonly AptSource[], codename: string): AptSource[] {
  const own = sources
    .filter((source) => source.components.includes("main"))
    .map((source) => ({ ...source, suites: source.suites.filter((suite) => isOf(suite, codename)) }))
    .filter((source) => source.suites.length > 0 && source.uris.length > 0);
  const main = own
    .filter((source) => source.suites.includes(codename))
    .sort((one, other) => strangeness(one) - strangeness(other))[0];
  if (main === undefined) return [];
  const sameKeys = own.filter((source) => source !== main && strangeness(source) === strangeness(main));
  return [main, ...sameKeys.filter((source) => !source.suites.includes(codename))];
}

function isOf(suite: string, codename: string): boolean {
  return [codename, `${codename}-updates`, `${codename}-security`, `${codename}/updates`].includes(suite);
}

function strangeness(source: AptSource): number {
  if (source.signedBy === undefined) return 1;
  return source.signedBy.includes("debian-archive") ? 0 : 2;
}

/** One-line entries for a private sources list. Only `main` is wanted: everything that is installed is in it. */
export function toList(sources: readonly AptSource[], suites?: readonly string[]): string {
  return sources
    .flatMap((source) =>
      source.uris.flatMap((uri) =>
        (suites ?? source.suites).map((suite) => `deb ${options(source)}${uri} ${suite} main\n`),
      ),
    )
    .join("");
}

function options(source: AptSource): string {
  return source.signedBy === undefined ? "" : `[signed-by=${source.signedBy}] `;
}
