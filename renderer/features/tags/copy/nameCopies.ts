/** A tag and the name of one copy of it. */
export interface NamedCopy {
  readonly tag: string;
  readonly name: string;
}

export interface NamedCopies {
  readonly copies: readonly NamedCopy[];
  /** What is wrong with the names, a sentence each; empty if all can be used. */
  readonly problems: readonly string[];
}

const tagForm = /^\w[\w.-]{0,127}$/;
const version = /^(?:v)?(\d+)(?:\.(\d+))?(?:\.(\d+))?/;
const placeholder = /\{([^{}]*)\}/g;

/** Problems that are listed; more of them would say nothing new. */
const maxProblems = 5;

/**
 * Returns the names of copies of tags. A pattern may contain `{tag}`, and `{major}`, `{minor}` and `{patch}` of a
 * version: `{tag}-rc`, `{major}.{minor}`.
 * @param patterns separated by commas or spaces
 */
export function nameCopies(tags: readonly string[], patterns: string): NamedCopies {
  const parts = patterns.split(/[\s,]+/).filter(Boolean);
  const problems = new Set<string>();
  const copies = new Map<string, NamedCopy>();
  for (const tag of tags) {
    for (const pattern of parts) {
      const name = fillIn(pattern, tag, problems);
      const other = name === undefined ? undefined : copies.get(name)?.tag;
      if (name === undefined) {
        continue;
      }
      if (!tagForm.test(name)) {
        problems.add(`"${name}" is not a valid tag.`);
      } else if (other !== undefined && other !== tag) {
        problems.add(`${other} and ${tag} would both become ${name}.`);
      } else {
        copies.set(name, { tag, name });
      }
    }
  }
  return { copies: [...copies.values()], problems: [...problems].slice(0, maxProblems) };
}

/** @returns undefined if the tag has no value for a placeholder, which is added to the problems */
function fillIn(pattern: string, tag: string, problems: Set<string>): string | undefined {
  const [, major, minor, patch] = version.exec(tag) ?? [];
  const values: ReadonlyMap<string, string | undefined> = new Map([
    ["tag", tag],
    ["major", major],
    ["minor", minor],
    ["patch", patch],
  ]);
  let isFilled = true;
  const name = pattern.replaceAll(placeholder, (text, key: string) => {
    const value = values.get(key);
    if (value === undefined) {
      isFilled = false;
      problems.add(
        values.has(key)
          ? `${tag} has no ${key} version for ${text}.`
          : `${text} is unknown: use {tag}, {major}, {minor} or {patch}.`,
      );
    }
    return value ?? "";
  });
  return isFilled ? name : undefined;
}
