import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);
const WHO = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

/** What `git` prints in that folder; it has to succeed. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute("git", [...WHO, ...args], { cwd: folder });
  return stdout.trim();
}
