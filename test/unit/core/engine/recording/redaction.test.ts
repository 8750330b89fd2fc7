import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ReportRedaction } from "../../../../../src/core/engine/recording/redaction.ts";

const SECRET = "hunter2";

function redaction(homeDir = "/home/ann", hosts: readonly string[] = []): ReportRedaction {
  return new ReportRedaction({ homeDir, hosts: () => hosts });
}

describe("an inspection", () => {
  const answer = {
    Id: "abc",
    Path: "/bin/serve",
    Args: ["--port", "80", SECRET],
    Config: {
      Env: ["PATH=/bin", `STRIPE=${SECRET}`, `POSTGRES_PASSWORD=a = ${SECRET}`, SECRET],
      Cmd: ["mysqld", `-p${SECRET}`],
      Entrypoint: ["/bin/start.sh", SECRET],
      Shell: ["sh", "-c", SECRET],
      Healthcheck: { Test: ["CMD-SHELL", `mysqladmin ping -p${SECRET} || exit 1`], Interval: 5 },
      Image: "shop",
      Labels: {
        "com.docker.compose.project": "shop",
        "com.docker.compose.project.working_dir": "/home/ann/shop",
        "traefik.http.middlewares.a.basicauth.users": `admin:${SECRET}`,
        team: SECRET,
      },
    },
    HostConfig: {
      Binds: ["/home/ann/shop/src:/src:rw", "/home/anna/other:/o"],
      LogConfig: { Config: { "splunk-token": SECRET, tag: "x" } },
    },
    State: {
      Status: "running",
      Error: `can't reach https://ci:${SECRET}@example.com/x or https://${SECRET}@example.com/y`,
      Health: { Status: "unhealthy", Log: [{ ExitCode: 1, Output: `denied: ${SECRET}` }] },
    },
    Mounts: [{ Type: "volume", Driver: "local", Options: { o: `addr=h,username=u,password=${SECRET}` } }],
    NetworkSettings: { Ports: { "80/tcp": null } },
  };

  test("loses what may be a secret", () => {
    expect(JSON.stringify(redaction().answer(answer))).not.toContain(SECRET);
  });

  test("keeps what Dev Loop reads, names of variables, programs and paths", () => {
    expect(redaction().answer(answer)).toMatchObject({
      Id: "abc",
      Path: "/bin/serve",
      Args: ["***", "***", "***"],
      Config: {
        Env: ["PATH=***", "STRIPE=***", "POSTGRES_PASSWORD=***", "***"],
        Cmd: ["***", "***"],
        Entrypoint: ["/bin/start.sh", "***"],
        Healthcheck: { Test: ["CMD-SHELL", "***"], Interval: 5 },
        Image: "shop",
        Labels: {
          "com.docker.compose.project": "shop",
          "com.docker.compose.project.working_dir": "~/shop",
          team: "***",
        },
      },
      HostConfig: { Binds: ["~/shop/src:/src:rw", "/home/anna/other:/o"] },
      State: { Status: "running", Health: { Status: "unhealthy", Log: [{ ExitCode: 1, Output: "***" }] } },
      NetworkSettings: { Ports: { "80/tcp": null } },
    });
  });

  test("no variable's value and no argument is kept, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("Env", "Args", "Cmd", "Output"), (text, field) => {
        const secret = `${SECRET}${text}`;
        const kept = JSON.stringify(redaction().answer({ [field]: ["A=1", `B=${secret}`] }));
        expect(kept).not.toContain(SECRET);
      }),
    );
  });

  test("any answer stays JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => JSON.stringify(redaction().answer(value))).not.toThrow();
      }),
    );
  });
});

test("a listed container's command is its program", () => {
  expect(redaction().answer([{ Command: `serve --key ${SECRET}` }, { Command: "/bin/idle" }])).toEqual([
    { Command: "serve ***" },
    { Command: "/bin/idle" },
  ]);
});

test("of a set's own commands the programs are kept", () => {
  const sets = [
    { id: "a", files: ["/home/ann/a.yml"], commands: { build: ["/home/ann/b.sh", "--token", SECRET] } },
  ];
  expect(redaction().data({ sets })).toEqual({
    sets: [{ id: "a", files: ["~/a.yml"], commands: { build: ["~/b.sh", "***", "***"] } }],
  });
});

test("what programs printed is not in a service's state", () => {
  const line = `error: can't log in as ${SECRET}`;
  const service = {
    name: "backend",
    lastWords: ["starting", line],
    reload: { tool: "bun", evidence: { text: line, at: 5 }, needs: { file: "/home/ann/shop/bun.lock" } },
    verdict: { kind: "notCurrent", evidence: `it said ${line}` },
    watch: [{ path: "/home/ann/shop/src", ignore: [] }],
  };
  expect(redaction().data({ stacks: [{ services: [service] }] })).toEqual({
    stacks: [
      {
        services: [
          {
            name: "backend",
            lastWords: ["***", "***"],
            reload: { tool: "bun", evidence: { text: "***", at: 5 }, needs: { file: "~/shop/bun.lock" } },
            verdict: { kind: "notCurrent", evidence: "it said ***" },
            watch: [{ path: "~/shop/src", ignore: [] }],
          },
        ],
      },
    ],
  });
});

test("an event keeps its own attributes and Compose's labels", () => {
  const event = {
    Action: "die",
    Actor: {
      ID: "abc",
      Attributes: {
        image: "shop",
        name: "shop-web-1",
        exitCode: "137",
        "com.docker.compose.service": "web",
        secret: SECRET,
      },
    },
  };
  expect(redaction().answer(event)).toEqual({
    Action: "die",
    Actor: {
      ID: "abc",
      Attributes: {
        image: "shop",
        name: "shop-web-1",
        exitCode: "137",
        "com.docker.compose.service": "web",
        secret: "***",
      },
    },
  });
});

describe("the home folder", () => {
  test.each([
    ["/home/ann", "/home/ann/x:/home/ann", "~/x:~"],
    ["/home/ann", "/host_mnt/home/ann/x", "/host_mnt~/x"],
    ["/home/ann", "/home/annabel", "/home/annabel"],
    ["/root", "/root/x, /mnt/root/x, /rootless", "~/x, /mnt/root/x, /rootless"],
    ["C:\\Users\\Ann", "C:\\Users\\Ann\\x or C:/Users/Ann/x", "~\\x or ~/x"],
    ["/", "/x", "/x"],
    ["", "/x", "/x"],
  ])("%s in %s", (homeDir, text, expected) => {
    expect(redaction(homeDir).text(text)).toBe(expected);
  });
});

describe("the engine's address", () => {
  test("is in no text, and in errors not even in part", () => {
    const told = redaction("/home/ann", ["tcp://box.example:2376", "ssh://ann@build.example:22"]);
    expect(told.text("Docker at tcp://box.example:2376 does not answer.")).toBe(
      "Docker at <engine> does not answer.",
    );
    expect(told.errorText("getaddrinfo ENOTFOUND box.example")).toBe("getaddrinfo ENOTFOUND <engine>");
    expect(told.errorText("ssh: build.example refused")).toBe("ssh: <engine> refused");
  });

  test("a machine's name that is also a word stays where it is one", () => {
    expect(redaction("/home/ann", ["tcp://docker:2375"]).text("/x/docker-compose.yml")).toBe(
      "/x/docker-compose.yml",
    );
  });

  test("a socket's path is one", () => {
    const told = redaction("/home/ann", ["unix:///home/ann/.colima/docker.sock"]);
    expect(told.errorText("connect ENOENT /home/ann/.colima/docker.sock")).not.toContain("colima");
  });
});
