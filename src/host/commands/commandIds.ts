/** What package.json has to say of a command besides its title; a test compares the two. */
export interface CommandMeta {
  /** Offered in the palette; the others are of use on a row or a link only. */
  readonly palette: boolean;
  /** Needs an engine, a trusted workspace and a stack: package.json's `enablement` says so. */
  readonly acts: boolean;
}

const acting: CommandMeta = { palette: true, acts: true };
const looking: CommandMeta = { palette: true, acts: false };

/** Every command that Dev Loop contributes. */
export const COMMANDS = {
  "devloop.up": acting,
  "devloop.down": acting,
  "devloop.start": acting,
  "devloop.stop": acting,
  "devloop.restart": acting,
  "devloop.rebuild": acting,
  "devloop.rebuildNoCache": acting,
  "devloop.followLog": acting,
  "devloop.shell": acting,
  "devloop.openInBrowser": acting,
  "devloop.inspect": acting,
  "devloop.chooseMode": looking,
  "devloop.openComposeFile": { palette: false, acts: false },
  "devloop.showOutput": { palette: false, acts: false },
  "devloop.showStacks": looking,
  "devloop.refresh": looking,
  "devloop.showLog": looking,
  "devloop.restartCore": looking,
  "devloop.explainEngine": looking,
} as const satisfies Record<string, CommandMeta>;

export type CommandId = keyof typeof COMMANDS;
