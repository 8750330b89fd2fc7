import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, once } from "../support/cache.ts";
import { run } from "../support/run.ts";
import { toList } from "./apt-sources.ts";
import { machinePackages, type PackageContext } from "./packages.ts";

/** ca-certificates and curl because health checks and downloads in images want them. */
const included = ["ca-certificates", "curl"];
/** What the slim images of a registry leave out as well; apt's lists and archives are stale by the time of use. */
const leftOut = [
  "usr/share/doc",
  "usr/share/man",
  "usr/share/locale",
  "usr/share/info",
  "var/cache/apt",
  "var/lib/apt/lists",
];

/** A minimal Debian of that release as a tar file, made once by debootstrap from the machine's own mirror (half a minute). */
export async function debianBase(suite: string, context: PackageContext): Promise<string> {
  const { env, progress, machine } = context;
  const folder = join(cacheFolder(env), "stand-ins", `base-${suite}-${process.arch}-1`);
  await once(folder, progress, async (temporary) => {
    const { folder: prefix } = await machinePackages(context);
    await progress.during(`making a Debian ${suite} with debootstrap`, async (report) => {
      const root = join(temporary, "root");
      const signedBy = machine.sources[0]?.signedBy;
      // In a mount namespace of its own: what it mounts in the folder goes with it, also when it is killed.
      await run(
        "unshare",
        [
          "--mount",
          join(prefix, "usr/sbin/debootstrap"),
          "--variant=minbase",
          `--include=${included.join(",")}`,
          ...(signedBy?.startsWith("/") ? [`--keyring=${signedBy}`] : []),
          suite,
          root,
          mirror(machine.sources[0]?.uris[0] ?? ""),
        ],
        { env: { ...env, DEBOOTSTRAP_DIR: join(prefix, "usr/share/debootstrap") }, onLine: report },
      );
      writeFileSync(join(root, "etc/apt/sources.list"), sourcesOf(suite, context));
      for (const each of leftOut) rmSync(join(root, each), { recursive: true, force: true });
      for (const each of [
        "var/cache/apt/archives/partial",
        "var/lib/apt/lists/partial",
        "usr/share/man/man1",
      ]) {
        // Some packages' scripts fail without them.
        mkdirSync(join(root, each), { recursive: true });
      }
      await run("tar", ["--numeric-owner", "-C", root, "-cf", join(temporary, "base.tar"), "."]);
      rmSync(root, { recursive: true });
    });
  });
  return join(folder, "base.tar");
}

/** apt's sources for the image. The keyring inside it is Debian's own, so the machine's is not named. */
function sourcesOf(suite: string, { machine }: PackageContext): string {
  const sources = machine.sources.map((source) => ({ ...source, signedBy: undefined }));
  return suite === machine.codename ? toList(sources) : toList(sources.slice(0, 1), [suite]);
}

/** debootstrap takes a plain address; apt also takes `mirror+file:`, as Debian's cloud images have it. */
function mirror(uri: string): string {
  const file = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(uri)?.[1];
  if (file === undefined) return uri;
  return (
    readFileSync(file, "utf8")
      .split(/\s+/)
      .find((word) => /^https?:/.test(word)) ?? uri
  );
}
