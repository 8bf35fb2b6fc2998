/** Query parameters without secrets. */
const harmlessParameters = new Set([
  "digest",
  "from",
  "mount",
  "n",
  "last",
  "artifactType",
  "scope",
  "service",
]);

/** A URL for messages and logs: no user info, and only harmless query values. Storage URLs have signatures in theirs. */
export function redactUrl(url: URL): string {
  const redacted = new URL(url);
  redacted.username = "";
  redacted.password = "";
  for (const key of new Set(redacted.searchParams.keys())) {
    if (!harmlessParameters.has(key)) redacted.searchParams.set(key, "REDACTED");
  }
  return redacted.href;
}

/** An address without user info, also if it is not a valid URL: `https://name:password@host` becomes `https://host`. */
export function stripUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, "$1");
}

/** Secrets by their form: credentials of a header, JSON web tokens, `password=…` and the like. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic) +(?=[^\s"',;]*[\d=A-Z._-])[^\s"',;]{8,}/g, "$1 REDACTED"],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, "REDACTED"],
  [/\b(\w*(?:password|passwd|secret|token|signature|sig))=[^\s"'&;,]+/gi, "$1=REDACTED"],
];

/** Text from outside for messages and logs: its URLs redacted, and no secrets. */
export function redactText(text: string): string {
  const withoutUrls = text.replaceAll(/\bhttps?:\/\/[^\s"'<>]+/g, (url) =>
    URL.canParse(url) ? redactUrl(new URL(url)) : "REDACTED",
  );
  return replaceForms(withoutUrls, secretForms);
}

function replaceForms(text: string, forms: typeof secretForms): string {
  return forms.reduce((rest, [form, replacement]) => rest.replaceAll(form, replacement), text);
}

/** Further forms in messages of the log: headers, JSON, and tokens by their prefix. Registries do not repeat these. */
const loggedSecretForms: readonly (readonly [RegExp, string])[] = [
  [/\b((?:proxy-)?authorization)(["']?\s*[:=])(?!\s*REDACTED)[^\r\n;]+/gi, "$1$2 REDACTED"],
  [/\b((?:set-)?cookie)(["']?\s*[:=])(?!\s*REDACTED)[^\r\n]+/gi, "$1$2 REDACTED"],
  [/("\w*(?:password|passwd|secret|token|auth)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi, '$1"REDACTED"'],
  [/\b(\w*(?:password|passwd|secret|token))(\s*:\s*)[^\s"',;]+/gi, "$1$2REDACTED"],
  [/\b(?:dckr_pat_|gh[opsu]_|github_pat_|glpat-)[\w-]+/g, "REDACTED"],
];

/** A message for the log without secrets. */
export function redactLogMessage(message: string): string {
  return replaceForms(redactText(message), loggedSecretForms);
}

/**
 * Text without the credentials that were sent, in case the server repeats them.
 * @param authorizations values of Authorization headers
 */
export function redactSent(text: string, authorizations: Iterable<string>): string {
  let redacted = text;
  for (const authorization of authorizations) {
    const [scheme = "", value = ""] = authorization.split(" ", 2);
    const decoded = scheme === "Basic" ? Buffer.from(value, "base64").toString() : "";
    const password = decoded.slice(decoded.indexOf(":") + 1);
    for (const secret of [value, decoded, password])
      if (secret.length >= 4) redacted = redacted.replaceAll(secret, "REDACTED");
  }
  return redacted;
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
