/** An authentication scheme of a server and its parameters, names in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const word = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const spaces = /[ \t]*/y;
const separators = /[ \t,]*/y;
const quotedText = /"((?:[^"\\]|\\.)*)"/y;
const bareText = /[^ \t,"]+/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;

/**
 * Parses WWW-Authenticate headers: several headers, several schemes in one header, quoted pairs. A syntax error skips
 * the rest of its header.
 *
 * Source: RFC 9110 §11.6.1; distribution "Token Authentication Specification".
 *
 * @param headers in the order received
 */
export function parseChallenges(headers: readonly string[]): readonly Challenge[] {
  return headers.flatMap(parseHeader);
}

function parseHeader(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) {
      at = pattern.lastIndex;
    }
    return match;
  };

  for (;;) {
    take(separators);
    const name = take(word)?.[0];
    if (name === undefined) {
      return challenges;
    }
    take(spaces);
    const current = challenges.at(-1);
    if (header[at] === "=" && current) {
      at += 1;
      take(spaces);
      // Some registries do not quote values such as URLs.
      const text = take(quotedText)?.[1]?.replaceAll(/\\(.)/g, "$1") ?? take(bareText)?.[0];
      if (text === undefined) {
        return challenges;
      }
      if (!current.parameters.has(name.toLowerCase())) {
        current.parameters.set(name.toLowerCase(), text);
      }
    } else {
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
      // Schemes such as Negotiate have one token in place of parameters.
      take(token68);
    }
  }
}

/** The value of an Authorization header for HTTP Basic (RFC 7617, in UTF-8). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
