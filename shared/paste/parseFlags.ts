import { isFlagValue, isSecretFlag } from "./secretFlags.ts";

/** The flags of a command. */
export interface FlagSpec {
  /** Flags with a value, each spelling mapped to one name: `{"--tag": "tag", "-t": "tag"}`. */
  readonly values: Readonly<Record<string, string>>;
  /** Boolean flags, mapped in the same way. */
  readonly switches: Readonly<Record<string, string>>;
  /** Whether flags end at the first argument: what follows belongs to another command. */
  readonly stopsAtArgument?: boolean;
}

/** The arguments of a command, parsed. */
export interface ParsedFlags {
  readonly positionals: readonly string[];
  readonly values: (name: string) => readonly string[];
  /** The last value of a boolean flag; undefined if it is absent. */
  readonly isOn: (name: string) => boolean | undefined;
  /** Unknown flags, without their values, which may be secret. */
  readonly unknown: readonly UnknownFlag[];
}

/** An unknown flag, and whether the word after it was dropped as its value. */
export interface UnknownFlag {
  readonly flag: string;
  readonly withValue: boolean;
}

/**
 * Parses flags as Go's pflag does: `--tag=x`, `--tag x`, `-t x`, `-tx`, `-t=x`; `--` ends them.
 * The word after an unknown flag is dropped unless it can only be an argument: it may be a password.
 * @param words the command without its name
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

  /** @param flag the name to report  @param written the flag as written: `-password` is not `-p` with a value */
  function skipUnknown(flag: string, written: string): void {
    const next = words[at + 1];
    const withValue = next !== undefined && isFlagValue(written, next);
    unknown.push({ flag, withValue });
    at += withValue ? 1 : 0;
  }

  /** Parses short flags in one word: `-at x` is `-a -t x`. */
  function parseShort(word: string): void {
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

  function parseLong(word: string): void {
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
      parseLong(word);
    } else if (word.startsWith("-") && word.length > 1) {
      parseShort(word);
    } else {
      positionals.push(word);
      if (spec.stopsAtArgument === true) {
        break;
      }
    }
  }
  return {
    // Everything after `--`, or after the argument that ends the flags, is positional.
    positionals: [...positionals, ...words.slice(at + 1)],
    values: (name) => values.get(name) ?? [],
    isOn: (name) => switches.get(name),
    unknown,
  };
}
