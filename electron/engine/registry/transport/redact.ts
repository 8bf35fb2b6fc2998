/** Query parameters that identify what was asked and carry no secret. */
const harmless = new Set([
  "digest",
  "from",
  "mount",
  "n",
  "last",
  "artifactType",
  "scope",
  "service",
]);

/**
 * An address as it may stand in a message or log: no user info, and only query values that are no secret
 * (storage redirects carry signatures in theirs).
 */
export function redactUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  for (const key of new Set(shown.searchParams.keys())) {
    if (!harmless.has(key)) shown.searchParams.set(key, "REDACTED");
  }
  return shown.href;
}
