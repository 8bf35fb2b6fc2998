/** Flags whose value may be a secret, in any tool: `--src-password`, `--registry-token`, `-u`, `-H`. */
const secret =
  /^(?:-[uUpPH]$|--?[\w-]*(?:auth|cred|header|identity|key|login|pass|pwd|secret|token|user))/i;
/** Those of them that are only on or off. */
const secretSwitch = /stdin|^--(?:[\w-]*-)?no-/i;

/** A reference that says where it is, which a flag's value hardly does: it has a host, or a transport. */
const located =
  /^(?:(?:docker|ocidir|oci-layout):\/\/|(?:oci|docker)-archive:|(?:[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}|localhost)(?::\d+)?\/\S)/;

function isFlag(word: string): boolean {
  return /^--?[A-Za-z]/.test(word);
}

/** A flag as it is named to people, without a value that is written in the same word: `-psecret` is `-p`. */
export function flagName(word: string): string {
  return word.startsWith("--") ? word.replace(/[=:].*$/s, "") : word.slice(0, 2);
}

/** Whether a flag takes a value that may be secret, such as a password, a token or a login's name. */
export function isSecretFlag(flag: string): boolean {
  return secret.test(flag) && !secretSwitch.test(flag);
}

/** Whether the word after a flag that is not known counts as its value. Where in doubt it does: it may be secret. */
export function isFlagValue(flag: string, next: string): boolean {
  return isSecretFlag(flag) || (!next.startsWith("-") && !located.test(next));
}

/** The index of the last word of a value that begins in the word at `at`: a quoted one goes to its closing quote. */
function endOfValue(words: readonly string[], at: number, value: string): number {
  const quote = /^["']/.exec(value)?.[0];
  if (quote === undefined || (value.length > 1 && value.endsWith(quote))) {
    return at;
  }
  let end = at + 1;
  while (end < words.length && words[end]?.endsWith(quote) !== true) {
    end += 1;
  }
  return end;
}

/**
 * The words of a text that is no known command, without what its flags take: `curl -u bob:secret`. The flags
 * stay, by their names, for them to be refused. Takes time in proportion to the words.
 */
export function dropFlagValues(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!isFlag(word)) {
      kept.push(word);
      continue;
    }
    kept.push(flagName(word));
    const equals = word.indexOf("=");
    const next = words[at + 1];
    if (equals >= 0) {
      at = endOfValue(words, at, word.slice(equals + 1));
    } else if (next !== undefined && isFlagValue(word, next)) {
      at = endOfValue(words, at + 1, next);
    }
  }
  return kept;
}
