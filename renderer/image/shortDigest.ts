/** Returns the first twelve digits of a digest, as docker shows them. Used where two digests must not look alike. */
export function leadingDigest(digest: string): string {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const start = digest.slice(colon + 1, colon + 13);
  return algorithm === "" || algorithm === "sha256" ? start : `${algorithm}:${start}`;
}

/** Shortens a digest in the middle and omits `sha256:`: `91e6…38aa`. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const encoded = digest.slice(colon + 1);
  const short = encoded.length <= 12 ? encoded : `${encoded.slice(0, 4)}…${encoded.slice(-4)}`;
  return algorithm === "" || algorithm === "sha256" ? short : `${algorithm}:${short}`;
}
