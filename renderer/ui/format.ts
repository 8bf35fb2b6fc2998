const units = ["kB", "MB", "GB", "TB"] as const;

/** A number of bytes for reading: `842 B`, `12.4 kB`, `1.8 GB`. */
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
