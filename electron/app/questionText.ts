/** Escapes the invisible characters of text in a system dialog, so that no path or reference looks like another. */
export function escapeInvisible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    char === "\n" ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}
