/** Flags whose value may be a secret, in any tool: `--src-password`, `--registry-token`, `-u`, `-H`. */
const secretFlag =
  /^(?:-[uUpPH]$|--?[\w-]*(?:auth|cred|header|identity|key|login|pass|pwd|secret|token|user))/i;
/** Secret flags without a value: `--password-stdin`, `--no-creds`. */
const secretSwitch = /stdin|^--(?:[\w-]*-)?no-/i;

/** A reference with a host or a transport. A flag's value rarely looks like one. */
const qualifiedReference =
  /^(?:(?:docker|ocidir|oci-layout):\/\/|(?:oci|docker)-archive:|(?:[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}|localhost)(?::\d+)?\/\S)/;

function isFlag(word: string): boolean {
  return /^--?[A-Za-z]/.test(word);
}

/** The name of a flag, without a value in the same word: `-psecret` gives `-p`. */
export function flagName(word: string): string {
  return word.startsWith("--") ? word.replace(/[=:].*$/s, "") : word.slice(0, 2);
}

/** Whether a flag takes a value that may be secret, such as a password, a token or a user name. */
export function isSecretFlag(flag: string): boolean {
  return secretFlag.test(flag) && !secretSwitch.test(flag);
}

/** Whether the word after an unknown flag is treated as its value. In doubt it is: it may be secret. */
export function isFlagValue(flag: string, next: string): boolean {
  return isSecretFlag(flag) || (!next.startsWith("-") && !qualifiedReference.test(next));
}

/** The index of the last word of a value that starts in the word at `at`: a quoted value ends at its closing quote. */
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
 * Removes the values of flags from a text that is no known command: `curl -u bob:secret`. The names of the flags
 * stay, so that they are rejected with a note. Takes time linear in the number of words.
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
