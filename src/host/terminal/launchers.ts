/** Where the programs of this machine are. */
export interface Programs {
  /** The editor's own: a Node, or Electron that can be one. */
  readonly node: string;
  readonly cli: string;
}

export interface Launcher {
  readonly name: string;
  readonly text: string;
}

/**
 * What `devloop` is in a terminal: a script for POSIX shells, Git's bash on Windows among them, and one for the others
 * of Windows. The editor's own Node goes first: it is there, and new enough. After an update of the editor that moved
 * it, until a window is opened, `node` of the PATH serves.
 */
export function launchers(programs: Programs, env: Readonly<Record<string, string | undefined>>): Launcher[] {
  return [
    { name: "devloop", text: posixScript(programs) },
    { name: "devloop.cmd", text: windowsScript(programs, env) },
  ];
}

function posixScript({ node, cli }: Programs): string {
  return `#!/bin/sh
# Written by Dev Loop for the editor's terminals; it is written anew when a window opens.
node=${posixQuoted(node)}
cli=${posixQuoted(cli)}
if [ -x "$node" ]; then
  ELECTRON_RUN_AS_NODE=1
  export ELECTRON_RUN_AS_NODE
else
  node=node
fi
exec "$node" "$cli" "$@"
`;
}

function posixQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function windowsScript({ node, cli }: Programs, env: Readonly<Record<string, string | undefined>>): string {
  const program = windowsPath(node, env);
  const script = windowsPath(cli, env);
  // No blocks: a bracket among the arguments would end them.
  const lines = [
    "@echo off",
    "rem Written by Dev Loop for the editor's terminals; it is written anew when a window opens.",
    "setlocal DisableDelayedExpansion",
    `if not exist "${program}" goto node`,
    `set "ELECTRON_RUN_AS_NODE=1"`,
    `"${program}" "${script}" %*`,
    "exit /b %ERRORLEVEL%",
    ":node",
    `node "${script}" %*`,
    "exit /b %ERRORLEVEL%",
    "",
  ];
  return lines.join("\r\n");
}

const FOLDERS = ["LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles"];

/**
 * By the variable of its folder where there is one: cmd reads scripts in the machine's old code page, and a user's name
 * may have letters that it does not have.
 */
function windowsPath(file: string, env: Readonly<Record<string, string | undefined>>): string {
  const escaped = (text: string) => text.replaceAll("%", "%%");
  for (const name of FOLDERS) {
    const folder = env[name];
    if (folder && file.toLowerCase().startsWith(`${folder.toLowerCase()}\\`)) {
      return `%${name}%${escaped(file.slice(folder.length))}`;
    }
  }
  return escaped(file);
}
