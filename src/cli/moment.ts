/** `2026-11-21 19:02`, in the machine's time zone; sorts as text. @param time milliseconds since the epoch */
export function momentText(time: number): string {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
