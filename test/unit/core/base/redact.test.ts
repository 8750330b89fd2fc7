import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  commandText,
  isSecretName,
  redactArgs,
  redactInspect,
  redactText,
} from "../../../../src/core/base/redact.ts";

describe("isSecretName", () => {
  it.each([
    "POSTGRES_PASSWORD",
    "DB_PASS",
    "SECRET",
    "client_secret",
    "GITHUB_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "API_KEY",
    "apiKey",
    "KEY",
    "SSH_KEY",
    "PRIVATE_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "SENTRY_DSN",
    "passphrase",
  ])("%s is one", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["PATH", "KEYBOARD", "MONKEY", "COMPASS", "RUST_LOG", "SandboxKey", "BASE_URL", "PASSENGERS"])(
    "%s is none",
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

describe("redactText", () => {
  it("hides the password of a URL and leaves the rest", () => {
    expect(redactText("postgres://shop:hunter2@db:5432/shop is down")).toBe(
      "postgres://shop:***@db:5432/shop is down",
    );
    expect(redactText("see https://example.com:8080/a@b")).toBe("see https://example.com:8080/a@b");
  });

  it("hides assigned values, quoted ones to their end", () => {
    expect(redactText('PASSWORD="a b" TOKEN=x PORT=80')).toBe('PASSWORD="***" TOKEN=*** PORT=80');
    expect(redactText('{"api_key": "abc", "port": "80"}')).toBe('{"api_key": "***", "port": "80"}');
  });

  it("hides what is assigned behind another name", () => {
    expect(redactText("panicked: API_TOKEN=x")).toBe("panicked: API_TOKEN=***");
    expect(redactText("--env=DB_PASSWORD=x PORT=80")).toBe("--env=DB_PASSWORD=*** PORT=80");
    expect(redactText('message="with TOKEN=x in it"')).toBe('message="with TOKEN=*** in it"');
    expect(redactText("TOKEN=KEY=x rest")).toBe("TOKEN=*** rest");
  });

  it("takes a time that is linear in the text", () => {
    const begun = performance.now();
    for (const part of ["a=", "KEY=", "a: ", '"key":', "a://:", 'KEY="', "x.", " "])
      redactText(part.repeat(50_000));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it("leaves prose alone", () => {
    const text = "error: unexpected token: expected `;`, found key: value";
    expect(redactText(text)).toBe(text);
  });
});

describe("redactArgs", () => {
  it("hides the whole value of an argument, spaces included", () => {
    expect(
      redactArgs(["--build-arg=DB_PASSWORD=a b c", "-e", "TOKEN=a b", "--password", "x y", "up"]),
    ).toEqual(["--build-arg=DB_PASSWORD=***", "-e", "TOKEN=***", "--password", "***", "up"]);
  });

  it("shows no secret in a command line, whatever it is made of", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const secret = `s3cr3t${value}`;
        const text = commandText("docker", [
          "build",
          "--build-arg",
          `API_TOKEN=${secret}`,
          "--secret",
          secret,
        ]);
        expect(text).not.toContain("s3cr3t");
      }),
    );
  });
});

describe("redactInspect", () => {
  it("hides secrets in the environment, commands and labels, and keeps everything else", () => {
    const told = JSON.parse(
      redactInspect({
        Id: "abc",
        Config: {
          Env: ["PATH=/bin", "POSTGRES_PASSWORD=a = b", "URL=http://u:pw@h/"],
          Cmd: ["serve", "--token", "xyz"],
          Labels: { "com.docker.compose.project": "shop", "traefik.auth": "admin:x" },
        },
        NetworkSettings: { SandboxKey: "/var/run/docker/netns/1" },
        State: { Pid: 7, Running: true, Error: null },
      }),
    );
    expect(told).toEqual({
      Id: "abc",
      Config: {
        Env: ["PATH=/bin", "POSTGRES_PASSWORD=***", "URL=http://u:***@h/"],
        Cmd: ["serve", "--token", "***"],
        Labels: { "com.docker.compose.project": "shop", "traefik.auth": "***" },
      },
      NetworkSettings: { SandboxKey: "/var/run/docker/netns/1" },
      State: { Pid: 7, Running: true, Error: null },
    });
  });

  it("takes any JSON and stays JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => JSON.parse(redactInspect(value))).not.toThrow();
      }),
    );
  });
});
