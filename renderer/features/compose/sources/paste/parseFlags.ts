import { isFlagValue, isSecretFlag } from "./secretFlags.ts";

/** What a command takes: which of its flags have a value, and those that are only on or off. */
export interface FlagSpec {
  /** Flags with a value, by each of their names, to the name that they are known by: `{"--tag": "tag", "-t": "tag"}`. */
  readonly values: Readonly<Record<string, string>>;
  /** Flags that are on or off, in the same way. */
  readonly switches: Readonly<Record<string, string>>;
}

/** The words of a command by what they are. */
export interface ParsedFlags {
  readonly positionals: readonly string[];
  readonly values: (name: string) => readonly string[];
  /** The last value of a switch; undefined where it is not given. */
  readonly isOn: (name: string) => boolean | undefined;
  /** Flags that are not known, without their values, which may be secret. */
  readonly unknown: readonly UnknownFlag[];
}

/** A flag that is not known, and whether the word after it is dropped as its value. */
export interface UnknownFlag {
  readonly flag: string;
  readonly withValue: boolean;
}

/**
 * Reads flags as Go's pflag does: `--tag=x`, `--tag x`, `-t x`, `-tx`, `-t=x`; `--` ends them.
 * The word after an unknown flag is dropped unless it can only be an argument: it may be a password.
 */
export function parseFlags(words: readonly string[], spec: FlagSpec): ParsedFlags {
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  const switches = new Map<string, boolean>();
  const unknown: UnknownFlag[] = [];
  let at = 0;

  function addValue(name: string, value: string): void {
    const given = values.get(name);
    if (given === undefined) {
      values.set(name, [value]);
    } else {
      given.push(value);
    }
  }

  /** @param flag as it is noted  @param whole as it is written: `-password` is no `-p` with a value */
  function skipUnknown(flag: string, whole: string): void {
    const next = words[at + 1];
    const withValue = next !== undefined && isFlagValue(whole, next);
    unknown.push({ flag, withValue });
    at += withValue ? 1 : 0;
  }

  /** Short flags in one word: `-at x` is `-a -t x`. */
  function readShort(word: string): void {
    for (let letter = 1; letter < word.length; letter += 1) {
      const flag = `-${word.charAt(letter)}`;
      const name = spec.values[flag];
      if (name !== undefined) {
        const rest = word.slice(letter + 1).replace(/^=/, "");
        addValue(name, rest === "" ? (words[(at += 1)] ?? "") : rest);
        return;
      }
      const known = spec.switches[flag];
      if (known === undefined) {
        const isLogin = isSecretFlag(word);
        const isLast = letter === word.length - 1;
        if (word.includes("=") || (!isLogin && !isLast && isSecretFlag(flag))) {
          unknown.push({ flag, withValue: false });
        } else {
          skipUnknown(flag, isLogin ? word : `-${word.slice(-1)}`);
        }
        return;
      }
      switches.set(known, true);
    }
  }

  function readLong(word: string): void {
    const equals = word.indexOf("=");
    const flag = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? undefined : word.slice(equals + 1);
    const name = spec.values[flag];
    const known = spec.switches[flag];
    if (name !== undefined) {
      addValue(name, value ?? words[(at += 1)] ?? "");
    } else if (known === undefined) {
      if (value === undefined) {
        skipUnknown(flag, flag);
      } else {
        unknown.push({ flag, withValue: false });
      }
    } else {
      switches.set(known, !/^(?:0|f|false)$/i.test(value ?? ""));
    }
  }

  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      break;
    } else if (word.startsWith("--")) {
      readLong(word);
    } else if (word.startsWith("-") && word.length > 1) {
      readShort(word);
    } else {
      positionals.push(word);
    }
  }
  return {
    // After `--`, all are arguments.
    positionals: [...positionals, ...words.slice(at + 1)],
    values: (name) => values.get(name) ?? [],
    isOn: (name) => switches.get(name),
    unknown,
  };
}
