/** `12:03:10`, by this machine's clock; with the day where that is another than the other time's. */
export function clockTime(at: number, beside: number): string {
  const [date = "", time = ""] = local(at);
  return date === local(beside)[0] ? time : `${date} ${time}`;
}

function local(at: number): string[] {
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 19).split("T");
}
