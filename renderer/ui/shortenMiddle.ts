/** Cuts the middle out of a long text, so that both its ends stay readable. */
export function shortenMiddle(text: string, longest: number): string {
  if (text.length <= longest) {
    return text;
  }
  const tail = Math.floor((longest - 1) / 2);
  return `${text.slice(0, longest - 1 - tail)}…${text.slice(text.length - tail)}`;
}
