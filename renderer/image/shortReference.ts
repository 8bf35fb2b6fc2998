import { shortDigest } from "./shortDigest.ts";

/** Shortens a reference to its last part: `ghcr.io/acme/app:1.4` becomes `app:1.4`. */
export function shortReference(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) {
    const digest = /"digest"\s*:\s*"([^"]+)"/.exec(trimmed)?.[1];
    return digest === undefined ? "descriptor" : `descriptor ${shortDigest(digest)}`;
  }
  if (/^[a-z0-9]+:[0-9a-f]{32,}$/.test(trimmed)) {
    return shortDigest(trimmed);
  }
  const at = trimmed.lastIndexOf("@");
  const name = at < 0 ? trimmed : trimmed.slice(0, at);
  const digest = at < 0 ? "" : `@${shortDigest(trimmed.slice(at + 1))}`;
  const last = name.split(/[/\\]/).findLast((part) => part !== "") ?? name;
  return `${last}${digest}`;
}
