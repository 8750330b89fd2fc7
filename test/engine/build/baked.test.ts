import { rename, utimes } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { shellImage } from "../support/composeProject.ts";
import { BakedLab } from "./support/bakedLab.ts";

let lab: BakedLab;

beforeEach(async () => {
  lab = await BakedLab.open(await shellImage());
});

afterEach(async () => {
  await lab.dispose();
});

test("content decides: a file that was touched is the same, one with an old date is not", async () => {
  await lab.build();
  await lab.isSame();
  await lab.run("touch", "src/one.txt");
  await lab.isSame();
  await lab.write({ "../old.txt": "another one" });
  await utimes(lab.path("../old.txt"), new Date("2001-02-03"), new Date("2001-02-03"));
  await lab.run("cp", "-p", "../old.txt", "src/one.txt");
  await lab.hasChanged("changed src/one.txt");
});

test("what came, went, or was renamed has changed; what the image can't see has not", async () => {
  await lab.write({ ".dockerignore": "**/*.log\n!src/kept.log\n" });
  await lab.build();
  await lab.write({ "other.txt": "another", "src/a.log": "log" });
  await lab.isSame();
  await lab.write({ "src/new.txt": "new", "src/kept.log": "kept" });
  await rename(lab.path("src/two.txt"), lab.path("src/deep/four.txt"));
  await lab.hasChanged(
    "added src/deep/four.txt",
    "added src/kept.log",
    "added src/new.txt",
    "removed src/two.txt",
  );
});

test("a file that was changed while it was built is not known", async () => {
  await lab.build({ atStart: () => lab.write({ "src/one.txt": "meanwhile" }) });
  await lab.isUnknown(/^src\/one\.txt was changed while it was built$/);
  await lab.build();
  await lab.isSame();
  expect(lab.images).toBeGreaterThan(0);
});

test("an image that was built elsewhere: files were touched since, which proves nothing", async () => {
  await lab.build({ elsewhere: true });
  await lab.isUnknown(/not built here/);
  await lab.run("touch", "src/one.txt");
  await lab.wasTouched("changed src/one.txt");
});
