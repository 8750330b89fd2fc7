import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { asOpened, folderAliases } from "../../../../src/core/stack/folderAliases.ts";
import { container } from "./containers.ts";

let base: string;
let real: string;
let link: string;

beforeEach(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-alias-")));
  real = path.join(base, "real");
  link = path.join(base, "link");
  await mkdir(real);
  await symlink(real, link);
});

afterEach(() => rm(base, { recursive: true }));

describe("a folder that is opened over a link", () => {
  test("has its real path for an alias, and others have none", async () => {
    expect(await folderAliases([link, base, path.join(base, "gone")])).toEqual([]);
    expect(await folderAliases([link, path.join(base, "gone")])).toEqual([{ folder: link, real }]);
    expect(await folderAliases([link, real])).toEqual([]);
  });

  test("is what containers were made in that name it by its real path", () => {
    const aliases = [{ folder: "/link/shop", real: "/real/shop" }];
    const made = container({
      labels: {
        workingDir: "/real/shop/docker",
        configFiles: ["/real/shop/docker/dev.yml", "/other/x.yml"],
        envFiles: ["/real/shop/.env"],
      },
    });
    const labels = {
      workingDir: "/link/shop/docker",
      configFiles: ["/link/shop/docker/dev.yml", "/other/x.yml"],
      envFiles: ["/link/shop/.env"],
    };
    const changed = asOpened({ kind: "changed", container: made }, aliases);
    expect(changed).toMatchObject({ container: { id: made.id, labels } });
    expect(asOpened({ kind: "listed", containers: [made] }, aliases)).toMatchObject({
      containers: [{ labels }],
    });
    const stranger = container({ labels: { workingDir: "/real/shop2", configFiles: ["/real/shop2/x.yml"] } });
    expect(asOpened({ kind: "changed", container: stranger }, aliases)).toEqual({
      kind: "changed",
      container: stranger,
    });
  });
});
