import { expect, test } from "vitest";
import { ChosenContext } from "../../../../src/host/contexts/chosenContext.ts";
import { contextChoices, contextQuestion } from "../../../../src/host/contexts/contextChoices.ts";
import type { DockerContext } from "../../../../src/shared/protocol.ts";
import { FakeMemento } from "../memento.ts";
import { plain } from "../plain.ts";

const contexts: DockerContext[] = [
  { name: "default", description: "", host: "unix:///var/run/docker.sock", current: false },
  { name: "build-server", description: "The big one", host: "ssh://build", current: true },
];

test("the way back comes first; what is chosen has a check mark, Docker's own current one a word", () => {
  expect(contextChoices(contexts, "build-server", "", plain)).toEqual([
    {
      label: "Docker's own choice",
      description: "DOCKER_HOST, the current context, the default sockets",
      value: "",
    },
    { label: "default", description: "unix:///var/run/docker.sock", value: "default" },
    {
      label: "$(check) build-server",
      description: "ssh://build · Docker's current one",
      detail: "The big one",
      value: "build-server",
    },
  ]);
  expect(contextChoices(contexts, "", "", plain)[0]?.label).toBe("$(check) Docker's own choice");
});

test("what is chosen and not there any more is told as such", () => {
  expect(contextChoices(contexts, "old", "", plain)[1]).toEqual({
    label: "$(check) old",
    description: "not there any more",
    value: "old",
  });
});

test("where the setting names an engine, it is said that the choice goes before it", () => {
  const host = "tcp://127.0.0.1:2375";
  expect(contextChoices(contexts, "", host, plain)[0]?.description).toContain(host);
  expect(contextQuestion(host, plain)).toMatch(/before the setting devloop\.dockerHost/);
  expect(contextQuestion("", plain)).not.toMatch(/setting/);
});

test("the choice is remembered, and a broken memory is none", async () => {
  const chosen = new ChosenContext(new FakeMemento());
  expect(chosen.name).toBe("");
  await chosen.choose("build-server");
  expect(chosen.name).toBe("build-server");
  await chosen.choose("");
  expect(chosen.name).toBe("");
  expect(new ChosenContext(new FakeMemento({ "devloop.chosenContext": { a: 1 } })).name).toBe("");
});
