import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandWords, programName } from "../../../../src/core/reload/commandWords.ts";

describe("commandWords", () => {
  it.each<[string[], string[][]]>([
    [["cargo", "watch", "-x", "run"], [["cargo", "watch", "-x", "run"]]],
    [["/sbin/tini", "-g", "-e", "143", "--", "cargo", "watch"], [["cargo", "watch"]]],
    [
      ["/sbin/docker-init", "--", "dumb-init", "-r", "15:2", "bun", "--watch", "a.ts"],
      [["bun", "--watch", "a.ts"]],
    ],
    [
      ["env", "-C", "/app", "RUST_LOG=info", "cargo", "run"],
      [
        ["cd", "/app"],
        ["cargo", "run"],
      ],
    ],
    [["gosu", "app", "timeout", "-k", "3", "10", "nice", "-n", "5", "vite"], [["vite"]]],
    [["sh", "-c", "cargo watch -x 'run -- --port 80'"], [["cargo", "watch", "-x", "run -- --port 80"]]],
    [
      ["bash", "-eo", "pipefail", "-lc", "cd /app && A=1 exec cargo watch -x run 2>&1 | tee -a log"],
      [
        ["cd", "/app"],
        ["cargo", "watch", "-x", "run"],
        ["tee", "-a", "log"],
      ],
    ],
    [
      ["sh", "-c", 'sh -c "cargo watch -w src" & wait # both'],
      [["cargo", "watch", "-w", "src"], ["wait"]],
    ],
    [
      ["sh", "-c", "if [ -d x ]; then bun --hot a.ts >out; fi"],
      [
        ["[", "-d", "x", "]"],
        ["bun", "--hot", "a.ts"],
      ],
    ],
    [
      ["sh", "-c", 'setup\nexec "$@"', "sh", "cargo", "watch"],
      [["setup"], ["cargo", "watch"]],
    ],
    [["sh", "-c", "cargo \\\n  watch"], [["cargo", "watch"]]],
    [
      ["docker-entrypoint.sh", "bun", "--hot", "a.ts"],
      [
        ["docker-entrypoint.sh", "bun", "--hot", "a.ts"],
        ["bun", "--hot", "a.ts"],
      ],
    ],
    [
      ["./wait-for-it.sh", "db:5432", "-t", "30", "--", "cargo", "watch"],
      [
        ["./wait-for-it.sh", "db:5432", "-t", "30", "--", "cargo", "watch"],
        ["cargo", "watch"],
      ],
    ],
    [
      ["sh", "/run.sh", "cargo", "watch"],
      [
        ["/run.sh", "cargo", "watch"],
        ["cargo", "watch"],
      ],
    ],
    [
      ["systemfd", "-s", "http::80", "--", "cargo", "watch"],
      [
        ["systemfd", "-s", "http::80", "--", "cargo", "watch"],
        ["cargo", "watch"],
      ],
    ],
    // A program's own arguments are no command.
    [["echo", "cargo", "watch"], [["echo", "cargo", "watch"]]],
    [["cargo", "watch", "--", "cargo", "run"], [["cargo", "watch", "--", "cargo", "run"]]],
    [["sh", "-c", "echo 'cargo watch; bun'"], [["echo", "cargo watch; bun"]]],
    [["bash"], [["bash"]]],
    [[], []],
  ])("%j", (command, expected) => {
    expect(commandWords(command)).toEqual(expected);
  });

  it("ends with whatever it is given", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "sh",
        "-c",
        "--",
        "env",
        "tini",
        "A=1",
        "a.sh",
        '"',
        "'",
        "\\",
        "$@",
        "2>&1",
        "&&",
        "((",
      ),
      fc
        .array(fc.constantFrom("'", '"', "\\", " ", "sh -c ", ";", "a", "#", "<<"))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.array(word), (command) => {
        for (const words of commandWords(command)) expect(words.length).toBeGreaterThan(0);
      }),
    );
    const begun = performance.now();
    for (const text of ["'\"", '"\\', "(", "a=", "2>", "\\\n"])
      commandWords(["sh", "-c", text.repeat(100_000)]);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe("programName", () => {
  it.each([
    ["/usr/local/cargo/bin/cargo-watch", "cargo-watch"],
    ["bun.exe", "bun"],
    ["vite", "vite"],
  ])("%s", (word, name) => {
    expect(programName(word)).toBe(name);
  });
});
