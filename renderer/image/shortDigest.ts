/** A digest where it must not be mistaken for another: its first twelve digits, as docker shows them. */
export function leadingDigest(digest: string): string {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const start = digest.slice(colon + 1, colon + 13);
  return algorithm === "" || algorithm === "sha256" ? start : `${algorithm}:${start}`;
}

/** A digest for reading: `sha256:91e6…38aa` without its algorithm, both ends kept: `91e6…38aa`. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const encoded = digest.slice(colon + 1);
  const short = encoded.length <= 12 ? encoded : `${encoded.slice(0, 4)}…${encoded.slice(-4)}`;
  return algorithm === "" || algorithm === "sha256" ? short : `${algorithm}:${short}`;
}
