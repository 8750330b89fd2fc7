import path from "node:path";
import * as z from "zod/mini";
import { labelOfList } from "./fileNames.ts";
import type { ComposeFileSet, OwnCommands } from "./model.ts";

/** The setting `devloop.stacks` of one folder, as the user wrote it. */
export interface StackSetting {
  /** Absolute. */
  readonly folder: string;
  readonly value: unknown;
}

export interface DecodedStacks {
  readonly sets: readonly ConfiguredSet[];
  /** Sentences about what can't be used. */
  readonly problems: readonly string[];
}

/** A set that the user listed; one with a problem lacks what could not be used. */
export interface ConfiguredSet extends ComposeFileSet {
  readonly problem?: string;
}

const MAX_ENTRIES = 40;

const text = z.string().check(z.trim(), z.minLength(1));
const texts = z.array(text);
const some = texts.check(z.minLength(1));
const shape = {
  label: z.optional(text),
  files: some,
  // Compose's own rule (compose-go `NormalizeProjectName`).
  project: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]*$/))),
  projectDirectory: z.optional(text),
  envFiles: z.optional(texts),
  profiles: z.optional(texts),
  commands: z.optional(z.strictObject({ build: z.optional(some), up: z.optional(some) })),
};
const Entry = z.strictObject(shape);

/** What a key has to be, in words. */
const EXPECTED: Readonly<Record<string, string>> = {
  label: "a text",
  files: "a list of file names with at least one",
  project: "a project name: lower-case letters, digits, - and _, with a letter or digit in front",
  projectDirectory: "a folder's name",
  envFiles: "a list of file names",
  profiles: "a list of profile names",
  commands: 'an object with "build", "up" or both',
  "commands.build": "a list: the program, then its arguments",
  "commands.up": "a list: the program, then its arguments",
};

/**
 * Reads the setting. An entry whose files can be read is a set, with a problem where something else in it is wrong;
 * paths are relative to the folder, `~` and `${workspaceFolder}` in front are filled in.
 */
export function decodeStacks({ folder, value }: StackSetting, homeDir: string): DecodedStacks {
  const where = `The setting devloop.stacks of ${folder}`;
  if (value === undefined || value === null) return { sets: [], problems: [] };
  if (!Array.isArray(value)) return { sets: [], problems: [`${where} has to be a list.`] };
  const sets: ConfiguredSet[] = [];
  const problems: string[] = [];
  if (value.length > MAX_ENTRIES) problems.push(`${where}: only the first ${MAX_ENTRIES} entries are used.`);
  const entries: unknown[] = value.slice(0, MAX_ENTRIES);
  for (const [index, entry] of entries.entries()) {
    const wrong = complaints(entry).map((complaint) => `${where}, entry ${index + 1}: ${complaint}`);
    problems.push(...wrong);
    const set = toSet(entry, folder, homeDir);
    if (set === undefined) continue;
    // The same files may be listed again, with other profiles or for another project.
    const taken = sets.some(({ id }) => id === set.id);
    const id = taken ? `${set.id}\n${index + 1}` : set.id;
    sets.push({ ...set, id, ...(wrong.length === 0 ? {} : { problem: wrong.join(" ") }) });
  }
  return { sets, problems };
}

function complaints(entry: unknown): string[] {
  const result = Entry.safeParse(entry);
  if (result.success) return [];
  return [
    ...new Set(
      result.error.issues.map((issue) => {
        // Where in a list it is wrong is seen at once.
        const key = issue.path.filter((part) => typeof part === "string").join(".");
        if (issue.code === "unrecognized_keys") {
          const known = key === "commands" ? ["build", "up"] : Object.keys(shape);
          return `${quoted(issue.keys)} is not known; it can have ${known.join(", ")}.`;
        }
        if (key === "") return `it has to be an object, such as { "files": ["compose.yaml"] }.`;
        return `"${key}" has to be ${EXPECTED[key] ?? "something else"}.`;
      }),
    ),
  ];
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(", ");
}

/** What of it can be used; nothing without files. */
const Usable = z.object({
  ...shape,
  label: z.catch(shape.label, undefined),
  project: z.catch(shape.project, undefined),
  projectDirectory: z.catch(shape.projectDirectory, undefined),
  envFiles: z.catch(shape.envFiles, undefined),
  profiles: z.catch(shape.profiles, undefined),
  commands: z.catch(shape.commands, undefined),
});

function toSet(value: unknown, folder: string, homeDir: string): ComposeFileSet | undefined {
  const parsed = Usable.safeParse(value);
  if (!parsed.success) return undefined;
  const entry = parsed.data;
  const absolute = (name: string) => path.resolve(folder, expanded(name, folder, homeDir));
  const files = entry.files.map(absolute);
  const { project, profiles, projectDirectory, commands } = entry;
  return {
    id: files.join("\n"),
    label: entry.label ?? labelOfList(files.map((file) => path.basename(file))),
    files,
    projectDir:
      projectDirectory === undefined ? path.dirname(files[0] ?? folder) : absolute(projectDirectory),
    runDir: folder,
    origin: "setting",
    ...(project === undefined ? {} : { project }),
    envFiles: (entry.envFiles ?? []).map(absolute),
    ...(profiles === undefined ? {} : { profiles }),
    commands: ownCommands(commands, (name) => program(name, folder, homeDir)),
  };
}

function ownCommands(
  commands: z.infer<typeof Usable>["commands"],
  find: (name: string) => string,
): OwnCommands {
  const { build, up } = commands ?? {};
  const command = ([name = "", ...args]: readonly string[]) => [find(name), ...args];
  return {
    ...(build === undefined ? {} : { build: command(build) }),
    ...(up === undefined ? {} : { up: command(up) }),
  };
}

/** A name without a folder is for PATH; `./` and `../` are of the workspace folder. */
function program(name: string, folder: string, homeDir: string): string {
  const whole = expanded(name, folder, homeDir);
  return /^\.\.?[\\/]/.test(whole) ? path.resolve(folder, whole) : whole;
}

function expanded(name: string, folder: string, homeDir: string): string {
  return name
    .replace(/^~(?=$|[\\/])/, () => homeDir)
    .replace(/^\$\{(?:workspaceFolder|userHome)\}/, (variable) =>
      variable.includes("user") ? homeDir : folder,
    );
}
