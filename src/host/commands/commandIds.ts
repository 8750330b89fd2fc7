/** What package.json has to say of a command besides its title; a test compares the two. */
export interface CommandMeta {
  /** Offered in the palette: always, never (it is of use on a row or a link only), or by a `when` clause. */
  readonly palette: boolean | string;
  /** Needs an engine, a trusted workspace and a stack: package.json's `enablement` says so. */
  readonly acts: boolean;
}

const acting: CommandMeta = { palette: true, acts: true };
const always: CommandMeta = { palette: true, acts: false };
const rowsOnly: CommandMeta = { palette: false, acts: false };
/** Of use on what the compose files say, whether or not an engine is there. */
const onStacks: CommandMeta = { palette: "devloop.situation == stacks", acts: false };
const onTrustedFolder: CommandMeta = {
  palette: "devloop.situation != untrusted && devloop.situation != noFolder",
  acts: false,
};

/** Every command that Dev Loop contributes. */
export const COMMANDS = {
  "devloop.up": acting,
  "devloop.upBuild": acting,
  "devloop.upWait": acting,
  "devloop.planUp": acting,
  "devloop.down": acting,
  "devloop.downVolumes": acting,
  "devloop.remove": acting,
  "devloop.start": acting,
  "devloop.stop": acting,
  "devloop.kill": acting,
  "devloop.pause": acting,
  "devloop.unpause": acting,
  "devloop.restart": acting,
  "devloop.recreate": acting,
  "devloop.rebuild": acting,
  "devloop.rebuildNoCache": acting,
  "devloop.build": acting,
  "devloop.buildNoCache": acting,
  "devloop.buildMode": acting,
  "devloop.buildStamped": acting,
  "devloop.chooseBuilder": onTrustedFolder,
  "devloop.showBuildOutput": onTrustedFolder,
  "devloop.buildHistory": onTrustedFolder,
  "devloop.exportBuildHistory": onTrustedFolder,
  "devloop.verifyBytes": acting,
  "devloop.pull": acting,
  "devloop.watchOn": acting,
  "devloop.watchOff": acting,
  "devloop.whatToDo": onStacks,
  "devloop.followLog": acting,
  "devloop.shell": acting,
  "devloop.runCommand": acting,
  "devloop.openInBrowser": acting,
  "devloop.inspect": acting,
  "devloop.copyId": acting,
  "devloop.copyName": acting,
  "devloop.revealService": onStacks,
  "devloop.chooseMode": onStacks,
  "devloop.chooseProfiles": onStacks,
  "devloop.chooseContext": onTrustedFolder,
  "devloop.openComposeFile": rowsOnly,
  "devloop.showOutput": rowsOnly,
  "devloop.showStacks": always,
  "devloop.refresh": onTrustedFolder,
  "devloop.recordReport": onTrustedFolder,
  "devloop.showLog": always,
  "devloop.restartCore": always,
  "devloop.explainEngine": { palette: "devloop.engineProblem", acts: false },
} as const satisfies Record<string, CommandMeta>;

export type CommandId = keyof typeof COMMANDS;
