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

/** What identifies its bearer, by its form: credentials of a header, JSON web tokens, `password=…` and the like. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic) +(?=[^\s"',;]*[\d=A-Z._-])[^\s"',;]{8,}/g, "$1 REDACTED"],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, "REDACTED"],
  [/\b(\w*(?:password|passwd|secret|token|signature|sig))=[^\s"'&;,]+/gi, "$1=REDACTED"],
];

/** Text from outside as it may stand in a message or log: the addresses in it as `redactUrl` has them, and no secrets. */
export function redactText(text: string): string {
  const withoutAddresses = text.replaceAll(/\bhttps?:\/\/[^\s"'<>]+/g, (address) =>
    URL.canParse(address) ? redactUrl(new URL(address)) : "REDACTED",
  );
  return secretForms.reduce(
    (rest, [form, shown]) => rest.replaceAll(form, shown),
    withoutAddresses,
  );
}

/**
 * The same text without what was sent to log in, should the other side repeat it.
 * @param authorizations values of Authorization headers
 */
export function hideSent(text: string, authorizations: Iterable<string>): string {
  let hidden = text;
  for (const authorization of authorizations) {
    const [scheme = "", value = ""] = authorization.split(" ", 2);
    const decoded = scheme === "Basic" ? Buffer.from(value, "base64").toString() : "";
    const password = decoded.slice(decoded.indexOf(":") + 1);
    for (const secret of [value, decoded, password])
      if (secret.length >= 4) hidden = hidden.replaceAll(secret, "REDACTED");
  }
  return hidden;
}

/**
 * Text from outside, safe to display: at most 500 characters, without control and format characters such as
 * bidirectional overrides, which can make one message read as another.
 *
 * @returns empty if the value is not a string
 */
export function sanitizeText(value: unknown): string {
  return typeof value === "string" ? value.replaceAll(/[\p{Cc}\p{Cf}]/gu, " ").slice(0, 500) : "";
}
