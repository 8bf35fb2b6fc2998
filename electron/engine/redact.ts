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
    if (!harmlessParameters.has(key)) {
      redacted.searchParams.set(key, "REDACTED");
    }
  }
  return redacted.href;
}

/** An address without user info, also if it is not a valid URL: `https://name:password@host` becomes `https://host`. */
export function stripUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, "$1");
}

/** Secrets by their form: credentials of a header, JSON web tokens, `password=…` and the like. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [
    /\b([Bb]earer|BEARER|[Bb]asic|BASIC)[ \t]+(?=[^\s"',;]*(?:[\d=A-Z_-]|\.\w))[^\s"',;]{8,}/g,
    "$1 REDACTED",
  ],
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, "REDACTED"],
  [/\b(\w*(?:password|passwd|secret|token|signature|sig))=[^\s"'&;,]+/gi, "$1=REDACTED"],
];

/** Text from outside for messages and logs: its URLs redacted, and no secrets. */
export function redactText(text: string): string {
  const withoutUrls = text.replaceAll(/[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+/gi, (url) =>
    redactAddress(url),
  );
  return replaceForms(withoutUrls, secretForms);
}

/**
 * An address as `redactUrl` returns it.
 * @param base of a relative address
 * @returns REDACTED if it is not a valid URL
 */
export function redactAddress(address: string, base?: URL): string {
  return URL.canParse(address, base?.href) ? redactUrl(new URL(address, base)) : "REDACTED";
}

function replaceForms(text: string, forms: typeof secretForms): string {
  return forms.reduce((rest, [form, replacement]) => rest.replaceAll(form, replacement), text);
}

/** How the names of values end that are secrets: `client_secret`, `X-Registry-Auth`, `apiKey`. */
const secretName =
  "(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|(?:api|access|secret|private|account)[_-]?key|signature|(?:\\b|_)sig|auth)s?";
const blanks = "[^\\S\\r\\n]*";
/** What can follow a name: the quote of a JSON key, escaped or not. */
const keyEnd = "[\"'`\\\\]*";
/** A value up to its closing quote, which has as many backslashes as the opening one, or up to the end of the line. */
const quotedValue =
  "(?<escape>\\\\*)(?<quote>[\"'`])[^\\r\\n]*?(?:(?<!\\\\)\\k<escape>\\k<quote>|(?=[\\r\\n])|$)";
const plainValue = "(?:(?:bearer|basic|token)[ \\t]+)?[^\\s\"'`&]+";
/** Replaces a quoted value; both groups are empty for a plain one. */
const quotedReplacement = "$<key>$<escape>$<quote>REDACTED$<escape>$<quote>";

/**
 * Further forms in messages of the log: headers, objects, options of commands, and tokens by their prefix. Registries
 * do not repeat these. No repetition follows another that matches the same text: a message may have 16 KiB.
 */
const loggedSecretForms: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    "REDACTED",
  ],
  [/(:\/\/)[^\s/@:]*:[^\s/@]*@/g, "$1"],
  [/((?:proxy-)?authorization)(["'`\\]*\s*[:=])(?!\s*REDACTED)[^\r\n;]+/gi, "$1$2 REDACTED"],
  [/((?:set-)?cookie)(["'`\\]*\s*[:=])(?!\s*REDACTED)[^\r\n]+/gi, "$1$2 REDACTED"],
  [
    new RegExp(
      `(?<key>${secretName}${keyEnd}${blanks}(?:=>|:=|[:=])${blanks})${quotedValue}`,
      "gi",
    ),
    quotedReplacement,
  ],
  [
    new RegExp(`(${secretName}${keyEnd}${blanks}(?:=>?|:=|:[ \\t]))${blanks}${plainValue}`, "gi"),
    "$1REDACTED",
  ],
  // Not the tag of a repository: acme/auth:1.4
  [new RegExp(`(?<!/[\\w.-]{0,100})(${secretName}${keyEnd}:)${plainValue}`, "gi"), "$1REDACTED"],
  [
    new RegExp(
      `(?<key>--[\\w-]{0,40}(?:${secretName}|creds)["'\`]?[\\s,=]+|(?<![\\w-])-p["'\`]?[\\s,=]+)(?:${quotedValue}|[^\\s"'\`]+)`,
      "g",
    ),
    quotedReplacement,
  ],
  [/((?<![\w-])(?:-u|--user)["'`]?[\s,=]+["'`]?[^\s:"'`]{0,200}:)[^\s"'`]+/g, "$1REDACTED"],
  [
    /(?<![A-Za-z0-9])(?:dckr_[op]at_|gh[oprsu]_|github_pat_|gl(?:pat|dt|cbt|rt|ptt|ft|soat|imt|agent|oas|ffct)-|hv[bsr]\.)[\w.-]+/g,
    "REDACTED",
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, "REDACTED"],
  // JSON in base64, as in X-Registry-Auth.
  [/(?<![\w-])eyJ[\w+/=.-]{16,}/g, "REDACTED"],
];

/** A query parameter, also of a relative URL. */
const queryParameter = /([?&])([^\s=&?"'`<>]{1,64})=[^\s&"'`<>]*/g;

/** A message for the log without secrets. */
export function redactLogMessage(message: string): string {
  const withoutQueries = message.replaceAll(
    queryParameter,
    (parameter, separator: string, name: string) =>
      harmlessParameters.has(name) ? parameter : `${separator}${name}=REDACTED`,
  );
  return redactText(replaceForms(withoutQueries, loggedSecretForms));
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
    for (const secret of [value, decoded, password]) {
      if (secret.length >= 4) {
        redacted = redacted.replaceAll(secret, "REDACTED");
      }
    }
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
