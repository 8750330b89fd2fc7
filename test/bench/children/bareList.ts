import { request } from "node:http";
import { tell } from "../support/tell.ts";

// The least that a program does that lists containers: no agent, no filter, no schema.
const [socketPath = ""] = process.argv.slice(2);
const begun = performance.now();
request({ socketPath, path: "/containers/json?all=1" }, (answer) => {
  let text = "";
  answer.setEncoding("utf8");
  answer.on("data", (chunk: string) => {
    text += chunk;
  });
  answer.on("end", () => {
    JSON.parse(text);
    tell("tree", begun);
  });
}).end();
