/** The start of a location on disk. */
const diskScheme = /(?:^|[\s,])(?=(?:oci-layout:\/\/|(?:oci|docker)-archive:))/g;

/**
 * Returns the reference at the end of a text, where it is typed; empty if there is none. The path of a location on disk
 * may contain spaces.
 */
export function lastReference(text: string): string {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const [disk] = [...line.matchAll(diskScheme)].slice(-1);
  const word =
    disk === undefined
      ? (/[^\s,]*$/.exec(line)?.[0] ?? "")
      : line.slice(disk.index + disk[0].length);
  // Flags, variables, digests, descriptors and quoted text are not completed; an IPv6 host starts with a bracket.
  return word.length > 4096 || /^[-{"'$]|^\[(?![\da-fA-F:.]+\])|[@{}]/.test(word) ? "" : word;
}
