/** Text from outside (names, paths, messages of tools) where `$(…)` would be drawn as an icon: labels, quick picks. */
export function withoutIcons(text: string): string {
  return text.replaceAll("$(", "$ (");
}

/** Text from outside for a notification, which would make a link of `[text](command:…)` that runs the command. */
export function withoutLinks(text: string): string {
  return text.replaceAll("](", "] (");
}
