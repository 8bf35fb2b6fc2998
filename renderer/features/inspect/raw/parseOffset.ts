/** Parses the offset of a byte: `4096`, `4,096` or `0x1000`. @returns undefined if it is none, or beyond the last byte */
export function parseOffset(text: string, size: number): number | undefined {
  const digits = text.trim().replaceAll(/[,_ ]/g, "");
  if (!/^(?:\d{1,15}|0x[\da-f]{1,13})$/i.test(digits)) {
    return undefined;
  }
  const offset = Number(digits);
  return offset < size ? offset : undefined;
}
