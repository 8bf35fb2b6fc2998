/** Characters that a file system or a dialog may misread: separators, wildcards, controls, bidi controls. */
const unsafe = /[<>:"/\\|?*]|[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** In characters. */
const maxLength = 120;
/** Names of devices on Windows. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Returns a name to suggest for a file of a layer: the last part of its path, without what could mislead a dialog.
 * @returns never a path, and never empty
 */
export function safeFileName(path: string): string {
  const last = path.split("/").at(-1) ?? "";
  const name = last
    .replaceAll(unsafe, "_")
    .slice(0, maxLength)
    .replace(/^ +|[. ]+$/g, "");
  return name === "" || devices.test(name) ? `_${name}` : name;
}
