import type { ComposeProject } from "./composeProject.ts";

/** `db` is what `web` needs; `web` is built, and its image holds `page`. */
export async function writeStack(project: ComposeProject, image: string): Promise<void> {
  await project.write("page", "one");
  await project.write("Dockerfile", `FROM ${image}\nCOPY page /page\n`);
  await project.write(
    "compose.yaml",
    `services:
  db:
    image: ${image}
    volumes: ["data:/data"]
  web:
    build: .
    depends_on: [db]
volumes:
  data:
`,
  );
}
