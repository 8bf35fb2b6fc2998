/** The digest that a target as typed asks for, or undefined where it leaves that to the result. */
export function pinnedDigest(text: string): string | undefined {
  return /@([a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,})$/i.exec(text.trim())?.[1];
}

/** The target without the digest that it asks for. */
export function withoutDigest(text: string): string {
  const digest = pinnedDigest(text);
  return digest === undefined ? text : text.trim().slice(0, -digest.length - 1);
}
