import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const IN_A_FOLDER = 100;

/** So many source files of some 2 KB, in folders of a hundred, with a Dockerfile that copies them all. */
export function manyFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\nCOPY . .\n");
  writeFileSync(path.join(folder, ".dockerignore"), "Dockerfile\n**/node_modules\ntarget\n**/*.log\n.git\n");
  for (let index = 0; index < count; index++) {
    const number = Math.floor(index / IN_A_FOLDER);
    const inside = path.join(folder, `part${number % 40}`, `module${number}`);
    if (index % IN_A_FOLDER === 0) mkdirSync(inside, { recursive: true });
    writeFileSync(
      path.join(inside, `file${index}.ts`),
      `export const value${index} = ${index};\n`.repeat(60),
    );
  }
}
