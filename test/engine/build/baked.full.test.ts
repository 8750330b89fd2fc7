import { chmod, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { git } from "../reload/support/git.ts";
import { shellImage } from "../support/composeProject.ts";
import { openRegistry, slowRegistry } from "../support/registry.ts";
import { BakedLab } from "./support/bakedLab.ts";

const PAST = new Date("2001-02-03T04:05:06Z");

let lab: BakedLab;

beforeEach(async () => {
  lab = await BakedLab.open(await shellImage());
});

afterEach(async () => {
  await lab.dispose();
});

describe("content, not times", () => {
  test("a file that was touched", async () => {
    await lab.build();
    await lab.run("touch", "src/one.txt", "main.txt");
    await lab.isSame();
  });

  test("a time of writing that was set into the past", async () => {
    await lab.build();
    await lab.run("touch", "-d", "2001-02-03", "src/one.txt");
    await lab.isSame();
  });

  test("another file that was copied over it with its old date", async () => {
    await lab.write({ "../old.txt": "eno" });
    await utimes(lab.path("../old.txt"), PAST, PAST);
    await lab.build();
    await lab.run("cp", "-p", "../old.txt", "src/one.txt");
    await lab.hasChanged("changed src/one.txt");
  });

  test("a file of the same size with the same time of writing", async () => {
    await utimes(lab.path("src/one.txt"), PAST, PAST);
    await lab.build();
    await lab.write({ "src/one.txt": "eno" });
    await utimes(lab.path("src/one.txt"), PAST, PAST);
    await lab.hasChanged("changed src/one.txt");
  });

  test("a file that was replaced by one with the same content", async () => {
    await lab.build();
    await lab.run("cp", "src/one.txt", "../copy.txt");
    await rename(lab.path("../copy.txt"), lab.path("src/one.txt"));
    await lab.isSame();
  });

  test("a change that was taken back", async () => {
    await lab.build();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
    await lab.write({ "src/one.txt": "one" });
    await lab.isSame();
  });

  test("a branch that was taken up and left again", async () => {
    await lab.write({ Dockerfile: "FROM BASE\nWORKDIR /app\nCOPY . .\n", ".dockerignore": ".git\n" });
    await git(lab.context, "init", "--initial-branch", "main", ".");
    await git(lab.context, "add", ".");
    await git(lab.context, "commit", "--message", "one");
    await git(lab.context, "switch", "--create", "side");
    await lab.write({ "src/one.txt": "side", "src/side.txt": "side" });
    await rm(lab.path("src/two.txt"));
    await git(lab.context, "add", "--all");
    await git(lab.context, "commit", "--message", "two");
    await git(lab.context, "switch", "main");
    await lab.build();
    await git(lab.context, "switch", "side");
    await lab.hasChanged("changed src/one.txt", "added src/side.txt", "removed src/two.txt");
    await git(lab.context, "switch", "main");
    await lab.isSame();
  });
});

describe("files that count", () => {
  test("an ignored one, and one that is not copied, do not", async () => {
    await lab.write({ ".dockerignore": "src/deep\n" });
    await lab.build();
    await lab.write({ "src/deep/three.txt": "another", "other.txt": "another" });
    await lab.isSame();
  });

  test("one that is taken out of what is ignored does", async () => {
    await lab.write({ ".dockerignore": "src/deep\n!src/deep/kept.txt\n", "src/deep/kept.txt": "kept" });
    await lab.build();
    await lab.write({ "src/deep/three.txt": "another" });
    await lab.isSame();
    await lab.write({ "src/deep/kept.txt": "another" });
    await lab.hasChanged("changed src/deep/kept.txt");
  });

  test("the ignore file of the Dockerfile goes before the common one", async () => {
    await lab.write({ ".dockerignore": "src/one.txt\n", "Dockerfile.dockerignore": "src/two.txt\n" });
    await lab.build();
    await lab.write({ "src/two.txt": "another" });
    await lab.isSame();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
  });

  test("a generated one does, where it is not ignored", async () => {
    await lab.write({ ".dockerignore": "src/gen\n" });
    await lab.build();
    await lab.write({ "src/gen/a.txt": "generated" });
    await lab.isSame();
    await lab.write({ "src/b.gen.txt": "generated" });
    await lab.hasChanged("added src/b.gen.txt");
  });

  test("the ignore file lets one in, and another one not any more", async () => {
    await lab.write({ ".dockerignore": "src/one.txt\n" });
    await lab.build();
    await lab.write({ ".dockerignore": "src/two.txt\n" });
    await lab.hasChanged("added src/one.txt", "removed src/two.txt");
    await lab.write({ ".dockerignore": "# the same\nsrc/one.*\n" });
    await lab.isSame();
  });

  test("one that another target takes does not", async () => {
    await lab.write({
      Dockerfile:
        "FROM BASE AS tool\nCOPY other.txt /\nFROM BASE AS app\nCOPY src /src\nFROM app\nCOPY main.txt /\n",
    });
    lab.target = "app";
    await lab.build();
    await lab.write({ "other.txt": "another", "main.txt": "another" });
    await lab.isSame();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
    // The compose file says another stage by now: nothing of it has been built.
    await lab.write({ "src/one.txt": "one" });
    lab.target = undefined;
    await lab.isUnknown(/another stage/);
  });

  test("one that a stage takes from which nothing is taken does not", async () => {
    await lab.write({
      Dockerfile:
        "FROM BASE AS unused\nCOPY other.txt /\nFROM BASE AS build\nCOPY main.txt /\n" +
        "FROM BASE\nCOPY --from=build /main.txt /\nRUN --mount=type=bind,source=src,target=/in cat /in/one.txt > /out\n",
    });
    await lab.build();
    await lab.write({ "other.txt": "another" });
    await lab.isSame();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
    await lab.write({ "src/one.txt": "one", "main.txt": "another" });
    await lab.hasChanged("changed main.txt");
  });

  test("what COPY leaves out does not", async () => {
    await lab.write({ Dockerfile: "FROM BASE\nCOPY --exclude=deep --exclude=t*.txt src /src\n" });
    await lab.build();
    await lab.write({ "src/deep/three.txt": "another", "src/two.txt": "another", "src/three.txt": "new" });
    await lab.isSame();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
  });

  test("what an argument names does", async () => {
    await lab.write({
      Dockerfile: 'FROM BASE\nARG FOLDER=src\nENV PART="$FOLDER/deep"\nCOPY $PART /deep\n',
    });
    await lab.build();
    await lab.write({ "src/one.txt": "another" });
    await lab.isSame();
    await lab.write({ "src/deep/three.txt": "another" });
    await lab.hasChanged("changed src/deep/three.txt");
  });
});

describe("what came, went, or is another kind of thing", () => {
  test("a file that was deleted, and one that is new", async () => {
    await lab.build();
    await rm(lab.path("src/one.txt"));
    await lab.write({ "src/new.txt": "new" });
    await lab.hasChanged("removed src/one.txt", "added src/new.txt");
  });

  test("a file that was renamed", async () => {
    await lab.build();
    await rename(lab.path("src/one.txt"), lab.path("src/1.txt"));
    await lab.hasChanged("removed src/one.txt", "added src/1.txt");
    await rename(lab.path("src/1.txt"), lab.path("src/one.txt"));
    await lab.isSame();
  });

  test("a folder that was moved", async () => {
    await lab.build();
    await rename(lab.path("src/deep"), lab.path("src/moved"));
    await lab.hasChanged("removed src/deep/three.txt", "added src/moved/three.txt");
    await rename(lab.path("src/moved"), lab.path("src/deep"));
    await lab.isSame();
  });

  test("two folders that have changed places, with all their old times", async () => {
    await lab.write({ "src/left/a.txt": "left ", "src/right/a.txt": "right", "src/right/b.txt": "same" });
    await lab.write({ "src/left/b.txt": "same" });
    await lab.build();
    await rename(lab.path("src/left"), lab.path("src/none"));
    await rename(lab.path("src/right"), lab.path("src/left"));
    await rename(lab.path("src/none"), lab.path("src/right"));
    await lab.hasChanged("changed src/left/a.txt", "changed src/right/a.txt");
  });

  test("a file that may be run now", async () => {
    await lab.build();
    await chmod(lab.path("src/one.txt"), 0o755);
    await lab.hasChanged("changed src/one.txt");
  });

  test("a link that leads elsewhere", async () => {
    await symlink("one.txt", lab.path("src/link"));
    await lab.build();
    await lab.run("ln", "--symbolic", "--force", "one.txt", "src/link");
    await lab.isSame();
    await lab.run("ln", "--symbolic", "--force", "two.txt", "src/link");
    await lab.hasChanged("changed src/link");
  });

  test("what a link leads to that COPY names", async () => {
    await lab.write({ Dockerfile: "FROM BASE\nCOPY link/three.txt /\n" });
    await symlink("src/deep", lab.path("link"));
    await lab.build();
    await lab.write({ "src/one.txt": "another" });
    await lab.isSame();
    await lab.write({ "src/deep/three.txt": "another" });
    await lab.hasChanged("changed src/deep/three.txt");
  });

  test("a Dockerfile with another comment is the same, with another instruction not", async () => {
    await lab.build();
    const text = await lab.read("Dockerfile");
    await lab.write({ Dockerfile: `# A comment.\n\n${text.replace("WORKDIR ", "WORKDIR   ")}` });
    await lab.isSame();
    await lab.write({ Dockerfile: `${text}ENV A=b\n` });
    await lab.hasChanged("changed Dockerfile");
  });
});

describe("builds", () => {
  test("a file that was changed while it was built", async () => {
    await lab.build({ atStart: () => lab.write({ "src/one.txt": "meanwhile" }) });
    await lab.isUnknown(/^src\/one\.txt was changed while it was built$/);
    await lab.write({ "src/one.txt": "one" });
    await lab.isUnknown(/^src\/one\.txt was changed while it was built$/);
  });

  test("a file that was deleted while it was built", async () => {
    await lab.build({ atStart: () => rm(lab.path("src/one.txt")) });
    await lab.isUnknown(/^something came to src, or went, while it was built$/);
  });

  test("a file that was changed before the context was read, long after the start", async () => {
    const registry = await openRegistry();
    const slow = await slowRegistry(registry.image);
    try {
      await lab.write({ Dockerfile: `FROM ${slow.image}\nCOPY src /src\n` });
      let manifests = 0;
      await lab.build({
        afterTake: async () => {
          manifests += 1;
          if (manifests === 1) {
            await lab.write({ "src/one.txt": "meanwhile" });
            slow.release();
          }
        },
      });
      expect(manifests).toBe(2);
      await lab.isUnknown(/^src\/one\.txt was changed while it was built$/);
      const container = await lab.docker("create", lab.tag, "none");
      await lab.docker("cp", `${container}:/src/one.txt`, lab.path("../copied.txt"));
      await lab.docker("rm", container);
      expect(await lab.read("../copied.txt")).toBe("meanwhile");
    } finally {
      await slow.close();
      await registry.close();
    }
  });

  test("a file that was changed once the context was sent", async () => {
    await lab.write({
      Dockerfile:
        "FROM BASE\nCOPY src /src\nRUN echo now && until [ -e /go ]; do usleep 1000000; touch /go; done\n",
    });
    // What was built before would be found in the cache.
    await lab.write({ "src/new.txt": lab.tag });
    await lab.build({ when: ["now\n", () => lab.write({ "src/one.txt": "later" })] });
    await lab.hasChanged("changed src/one.txt");
    await lab.write({ "src/one.txt": "one" });
    await lab.isSame();
  });

  test("two in a row", async () => {
    await lab.build();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
    await lab.build();
    await lab.isSame();
    await lab.write({ "src/one.txt": "one" });
    await lab.hasChanged("changed src/one.txt");
    await lab.build();
    await lab.isSame();
  });

  test("two that come out as the same image", async () => {
    await lab.write({
      Dockerfile:
        "FROM BASE AS build\nCOPY src /src\nRUN head -n 1 /src/one.txt > /out\nFROM BASE\nCOPY --from=build /out /\n",
      "src/one.txt": "first\nsecond\n",
    });
    await lab.build();
    await lab.write({ "src/one.txt": "first\nanother\n" });
    await lab.build();
    expect(lab.images).toBe(1);
    await lab.isSame();
    await lab.write({ "src/one.txt": "first\nsecond\n" });
    await lab.isSame();
    await lab.write({ "src/one.txt": "another\nsecond\n" });
    await lab.hasChanged("changed src/one.txt");
  });

  test("one that failed leaves the image as it was", async () => {
    await lab.build();
    const text = await lab.read("Dockerfile");
    await lab.write({ "src/one.txt": "another", Dockerfile: `${text}RUN false\n` });
    await lab.build({ fails: true });
    await lab.write({ Dockerfile: text });
    await lab.hasChanged("changed src/one.txt");
    await lab.write({ "src/one.txt": "one" });
    await lab.isSame();
  });

  test("one that was not seen until it was over", async () => {
    await lab.build({ withoutManifest: true });
    await lab.isSame();
    await lab.takeLate();
    await lab.isSame();
    await lab.write({ "src/one.txt": "another" });
    await lab.hasChanged("changed src/one.txt");
  });

  test("one of which there is no manifest: times tell whether something was touched", async () => {
    await lab.build({ withoutManifest: true });
    await lab.isSame();
    await lab.run("touch", "src/one.txt");
    await lab.wasTouched("changed src/one.txt");
    await rm(lab.path("src/deep/three.txt"));
    await lab.wasTouched("changed src/deep", "changed src/one.txt");
  });

  test("one that nobody saw", async () => {
    await lab.build();
    await lab.write({ "src/one.txt": "another" });
    await lab.build({ elsewhere: true });
    await lab.isUnknown(/not built here/);
    await lab.run("touch", "src/two.txt");
    await lab.wasTouched("changed src/two.txt");
  });

  test("one that nobody saw of what was built here before", async () => {
    await lab.build();
    await lab.run("touch", "src/two.txt");
    await lab.build({ elsewhere: true });
    await lab.isSame();
  });

  test("an image that was loaded, and one that was given the name", async () => {
    await lab.build();
    const file = lab.path("../image.tar");
    await lab.docker("save", "--output", file, lab.tag);
    await lab.write({ "src/one.txt": "another" });
    await lab.build();
    await lab.isSame();
    await lab.docker("load", "--input", file);
    await lab.hasChanged("changed src/one.txt");
    await lab.docker("tag", await shellImage(), lab.tag);
    expect(["unknown", "touched"]).toContain((await lab.ask()).kind);
  });
});

describe("what the container has another way", () => {
  test("a file under a bind mount is as it is here", async () => {
    await lab.build();
    await lab.write({ "src/one.txt": "another" });
    const mounts = [{ kind: "bind", source: lab.path("src"), target: "/app/src", readOnly: false }] as const;
    expect(await lab.ask({ mounts })).toMatchObject({ kind: "same" });
    const seen = await lab.print(["--volume", `${lab.path("src")}:/app/src`], "cat", "/app/src/one.txt");
    expect(seen).toBe(await readFile(lab.path("src/one.txt"), "utf8"));
    await lab.write({ "main.txt": "another" });
    expect(await lab.ask({ mounts })).toMatchObject({
      kind: "changed",
      files: [{ file: lab.path("main.txt") }],
      more: 0,
    });
    await lab.hasChanged("changed src/one.txt", "changed main.txt");
  });

  test("of a Dockerfile under a bind mount what it says counts, not its text", async () => {
    await lab.write({ Dockerfile: "FROM BASE\nCOPY . /app\n" });
    await lab.build();
    const mounts = [{ kind: "bind", source: lab.context, target: "/app", readOnly: false }] as const;
    const text = await lab.read("Dockerfile");
    await lab.write({ Dockerfile: `# A comment.\n${text}` });
    expect(await lab.ask({ mounts })).toMatchObject({ kind: "same" });
    await lab.hasChanged("changed Dockerfile");
    await lab.write({ Dockerfile: `${text}ENV A=b\n` });
    expect(await lab.ask({ mounts })).toMatchObject({ kind: "changed" });
  });

  test("a file that develop.watch copies is not the image's matter", async () => {
    await lab.build();
    await lab.write({ "src/one.txt": "another", "src/deep/three.txt": "another" });
    const rule = { path: lab.path("src"), target: "/app/src", ignore: ["deep"] };
    expect(await lab.ask({ watch: [{ ...rule, action: "sync" }] })).toMatchObject({
      kind: "changed",
      files: [{ file: lab.path("src/deep/three.txt") }],
    });
    expect(await lab.ask({ watch: [{ ...rule, action: "rebuild" }] })).toMatchObject({ files: [{}, {}] });
    await writeFile(lab.path("src/deep/three.txt"), "three");
    expect(await lab.ask({ watch: [{ ...rule, action: "sync+restart" }] })).toMatchObject({ kind: "same" });
  });
});
