const units = ["kB", "MB", "GB", "TB"] as const;

/** Formats a number of bytes in decimal units: `842 B`, `12.4 kB`, `1.8 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) {
    return `${bytes} B`;
  }
  let value = bytes;
  let unit = "B";
  for (const next of units) {
    if (value < 999.5) {
      break;
    }
    value /= 1000;
    unit = next;
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Returns the last element of a POSIX or Windows path. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
}

/** Shortens text to `maxLength` characters by replacing its middle with `…`. */
export function shortenMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) {
    return text;
  }
  const tail = Math.floor((maxLength - 1) / 2);
  return `${text.slice(0, maxLength - 1 - tail)}…${text.slice(text.length - tail)}`;
}
