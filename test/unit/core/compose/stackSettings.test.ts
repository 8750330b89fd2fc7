import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeStacks } from "../../../../src/core/compose/stackSettings.ts";

function decode(value: unknown) {
  return decodeStacks({ folder: "/code/shop", value }, "/home/ann");
}

function problems(...entries: unknown[]): readonly string[] {
  return decode(entries).problems.map((text) =>
    text.replace("The setting devloop.stacks of /code/shop", "…"),
  );
}

describe("the setting devloop.stacks", () => {
  it("lists sets of files, relative to the folder", () => {
    expect(decode([{ files: ["compose.yml", "dev/compose.dev.yml"] }])).toEqual({
      sets: [
        {
          id: "/code/shop/compose.yml\n/code/shop/dev/compose.dev.yml",
          label: "dev",
          files: ["/code/shop/compose.yml", "/code/shop/dev/compose.dev.yml"],
          projectDir: "/code/shop",
          runDir: "/code/shop",
          origin: "setting",
          envFiles: [],
          commands: {},
        },
      ],
      problems: [],
    });
  });

  it("says everything else that Compose is to be told", () => {
    const entry = {
      label: "Everything",
      files: ["stack.yml"],
      project: "shop-2",
      projectDirectory: "..",
      envFiles: ["a.env", "/etc/b.env"],
      profiles: ["debug"],
      commands: { build: ["./docker/build.sh", "--dev", "./x"], up: ["make", "up"] },
    };
    expect(decode([entry]).sets).toMatchObject([
      {
        label: "Everything",
        projectDir: "/code",
        project: "shop-2",
        envFiles: ["/code/shop/a.env", "/etc/b.env"],
        profiles: ["debug"],
        commands: { build: ["/code/shop/docker/build.sh", "--dev", "./x"], up: ["make", "up"] },
      },
    ]);
  });

  it("fills in the home and the workspace folder, in front alone", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code's own syntax
    const files = ["~/a.yml", "${workspaceFolder}/b.yml", "~x.yml", "c/~/d.yml"];
    expect(decode([{ files }]).sets[0]?.files).toEqual([
      "/home/ann/a.yml",
      "/code/shop/b.yml",
      "/code/shop/~x.yml",
      "/code/shop/c/~/d.yml",
    ]);
  });

  it.each([
    [["compose.yaml", "compose.override.yaml"], "default"],
    [["compose.yaml", "compose.dev.yaml", "compose.local.yaml"], "dev + local"],
    [["stack.yml", "more.yml"], "stack.yml + more.yml"],
    [["compose.yaml", "more.yml"], "compose.yaml + more.yml"],
  ])("calls %j by itself %s", (files, label) => {
    expect(decode([{ files }]).sets[0]?.label).toBe(label);
  });

  it("may list the same files twice, with other profiles", () => {
    const { sets } = decode([{ files: ["a.yml"] }, { files: ["a.yml"], profiles: ["x"] }]);
    expect(new Set(sets.map(({ id }) => id)).size).toBe(2);
  });

  it("says which entry is wrong, which key, and what is expected", () => {
    expect(problems({ files: [] }, "compose.yaml")).toEqual([
      '…, entry 1: "files" has to be a list of file names with at least one.',
      '…, entry 2: it has to be an object, such as { "files": ["compose.yaml"] }.',
    ]);
    expect(problems({ files: ["a.yml", 7] })).toEqual([
      '…, entry 1: "files" has to be a list of file names with at least one.',
    ]);
    expect(problems({ files: ["a.yml"], profile: ["x"] })).toEqual([
      expect.stringMatching(/^…, entry 1: "profile" is not known; it can have label, files, project, /),
    ]);
    expect(problems({ files: ["a.yml"], project: "My Shop", commands: { build: "make", run: [] } })).toEqual([
      expect.stringContaining('"project" has to be a project name: lower-case letters'),
      expect.stringContaining('"commands.build" has to be a list: the program, then its arguments.'),
      expect.stringContaining('"run" is not known; it can have build, up.'),
    ]);
    expect(decode("compose.yaml").problems).toEqual([
      "The setting devloop.stacks of /code/shop has to be a list.",
    ]);
  });

  it("keeps a set whose files can be read, with its problem", () => {
    const { sets, problems: said } = decode([
      { files: ["a.yml"], profiles: "x", project: "p" },
      { files: 1 },
    ]);
    expect(sets).toMatchObject([{ files: ["/code/shop/a.yml"], project: "p", problem: said[0] }]);
    expect(said).toHaveLength(2);
  });

  it("may be unset, and is bounded", () => {
    expect(decode(undefined)).toEqual({ sets: [], problems: [] });
    expect(decode(null)).toEqual({ sets: [], problems: [] });
    const many = decode(Array.from({ length: 300 }, (_, index) => ({ files: [`${index}.yml`] })));
    expect(many.sets).toHaveLength(40);
    expect(many.problems).toEqual([expect.stringContaining("only the first 40 entries are used")]);
  });

  it("can hold anything: every entry is a set or a problem", () => {
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          label: fc.jsonValue(),
          files: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
          project: fc.oneof(fc.string(), fc.jsonValue()),
          envFiles: fc.jsonValue(),
          commands: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(entry, (value) => {
        const { sets, problems: said } = decode([value]);
        expect(sets.length + said.length).toBeGreaterThan(0);
        expect(sets.every(({ files }) => files.length > 0)).toBe(true);
      }),
    );
  });
});
