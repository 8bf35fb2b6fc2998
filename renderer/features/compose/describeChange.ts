import { countOf } from "../../../shared/countOf.ts";
import type {
  AnnotationScope,
  Draft,
  DraftAnnotation,
  DraftSource,
  DraftTarget,
  EntryEdit,
} from "../../../shared/draft.ts";
import { shortReference } from "../../image/shortReference.ts";

/** Returns the name of the entry with a digest: its platform. */
type NameEntry = (digest: string) => string;

/** The words of the offers to undo a change, and those of the change as a command. */
const commandVerbs: Readonly<Record<string, string>> = {
  Changed: "Change",
  Converted: "Convert",
  Edited: "Edit",
  Editing: "Edit",
  Excluded: "Exclude",
  Included: "Include",
  Moved: "Move",
  Opened: "Open",
  Pinned: "Pin",
  Removed: "Remove",
  Replaced: "Replace",
  Reset: "Reset",
  Set: "Set",
  Started: "Start",
};

/** Turns what happened into a command: `Excluded linux/arm` becomes `Exclude linux/arm`. */
export function asCommand(happened: string): string | undefined {
  const [verb = "", ...rest] = happened.split(" ");
  const command = commandVerbs[verb];
  return command === undefined ? undefined : [command, ...rest].join(" ");
}

interface Listed {
  readonly id: string;
  readonly text: string;
}

/** What differs in a list of sources or targets, except for their other fields. */
function describeList(noun: string, before: readonly Listed[], after: readonly Listed[]): string {
  const had = new Map(before.map((item) => [item.id, item]));
  const has = new Set(after.map(({ id }) => id));
  const added = after.filter(({ id }) => !had.has(id));
  const removed = before.filter(({ id }) => !has.has(id));
  const nameAll = (items: readonly Listed[]): string => {
    const [only, ...more] = items;
    return only !== undefined && more.length === 0
      ? `${noun} ${shortReference(only.text)}`
      : countOf(items.length, noun);
  };
  if (added.length > 0) {
    return `Add ${nameAll(added)}`;
  }
  if (removed.length > 0) {
    return `Remove ${nameAll(removed)}`;
  }
  const changed = after.find((item) => had.get(item.id)?.text !== item.text);
  if (changed === undefined) {
    return `Move ${noun}`;
  }
  const was = had.get(changed.id)?.text ?? "";
  return `${changed.text.startsWith(`${was}@`) ? "Pin" : "Change"} ${noun} ${shortReference(was)}`;
}

function describeSources(
  before: readonly DraftSource[],
  after: readonly DraftSource[],
  nameEntry: NameEntry,
): string {
  const had = new Set(before.map(({ id }) => id));
  const replacing = after.find(({ id, replaces }) => replaces !== undefined && !had.has(id));
  return replacing?.replaces === undefined
    ? describeList("source", before, after)
    : `Replace ${nameEntry(replacing.replaces)}`;
}

function describeTargets(before: readonly DraftTarget[], after: readonly DraftTarget[]): string {
  const had = new Map(before.map((target) => [target.id, target]));
  const guarded = after.find(({ id, text, noClobber }) => {
    const was = had.get(id);
    return was?.text === text && (was.noClobber ?? false) !== (noClobber ?? false);
  });
  if (guarded === undefined || before.length !== after.length) {
    return describeList("target", before, after);
  }
  const name = shortReference(guarded.text);
  return guarded.noClobber === true ? `Protect ${name}` : `Allow overwriting ${name}`;
}

function isSameScope(one: AnnotationScope, other: AnnotationScope): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function describeAnnotations(
  before: readonly DraftAnnotation[],
  after: readonly DraftAnnotation[],
): string {
  const had = new Map(before.map((annotation) => [annotation.id, annotation]));
  const has = new Set(after.map(({ id }) => id));
  const added = after.filter(({ id }) => !had.has(id));
  const removed = before.filter(({ id }) => !has.has(id));
  if (added.length > 0) {
    return added.length === 1 ? "Add annotation" : `Add ${countOf(added.length, "annotation")}`;
  }
  if (removed.length > 0) {
    const [{ key } = { key: "" }] = removed;
    return removed.length === 1
      ? `Remove annotation ${key}`.trim()
      : `Remove ${countOf(removed.length, "annotation")}`;
  }
  for (const { id, scope, key, value } of after) {
    const was = had.get(id);
    if (was !== undefined && was.key !== key) {
      return "Edit key of annotation";
    }
    if (was !== undefined && was.value !== value) {
      return key === "" ? "Edit value of annotation" : `Edit value of ${key}`;
    }
    if (was !== undefined && !isSameScope(was.scope, scope)) {
      return "Edit scope of annotation";
    }
  }
  return "Move annotation";
}

function describeExcluded(
  before: readonly string[],
  after: readonly string[],
  nameEntry: NameEntry,
): string {
  const added = after.filter((digest) => !before.includes(digest));
  const removed = before.filter((digest) => !after.includes(digest));
  const [verb, digests] = added.length > 0 ? ["Exclude", added] : ["Include", removed];
  const [only, ...more] = digests;
  return only !== undefined && more.length === 0
    ? `${verb} ${nameEntry(only)}`
    : `${verb} ${countOf(digests.length, "entry", "entries")}`;
}

function describeEdits(
  before: readonly EntryEdit[],
  after: readonly EntryEdit[],
  nameEntry: NameEntry,
): string {
  const had = new Map(before.map((edit) => [edit.digest, edit]));
  const [changed, ...more] = after.filter((edit) => had.get(edit.digest) !== edit);
  if (changed !== undefined) {
    return more.length === 0
      ? `Edit ${nameEntry(changed.digest)}`
      : `Edit ${countOf(more.length + 1, "entry", "entries")}`;
  }
  const has = new Set(after.map(({ digest }) => digest));
  const reset = before.filter(({ digest }) => !has.has(digest));
  const [only, ...others] = reset;
  return only !== undefined && others.length === 0
    ? `Reset ${nameEntry(only.digest)}`
    : `Reset ${countOf(reset.length, "entry", "entries")}`;
}

type Describe = (before: Draft, after: Draft, nameEntry: NameEntry) => string;

/** Each part of a draft needs a label: a new one does not compile without. */
const describers: { readonly [K in keyof Draft]-?: Describe } = {
  sources: (before, after, nameEntry) => describeSources(before.sources, after.sources, nameEntry),
  annotations: (before, after) => describeAnnotations(before.annotations, after.annotations),
  platforms: () => "Edit platform filter",
  excluded: (before, after, nameEntry) =>
    describeExcluded(before.excluded, after.excluded, nameEntry),
  edits: (before, after, nameEntry) => describeEdits(before.edits, after.edits, nameEntry),
  order: (_, { order }) => (order.length === 0 ? "Reset order" : "Move entry"),
  preferIndex: (_, { preferIndex }) => (preferIndex ? "Wrap single image" : "Unwrap single image"),
  keepOsVersion: (_, { keepOsVersion }) => `${keepOsVersion ? "Include" : "Omit"} os.version`,
  keepArtifactType: (_, { keepArtifactType }) =>
    `${keepArtifactType ? "Include" : "Omit"} artifact type`,
  keepSubject: (_, { keepSubject }) => `${keepSubject ? "Include" : "Omit"} subject`,
  base: (_, { base }) => (base === undefined ? "Make new index" : "Edit tag"),
  indexFormat: () => "Change index format",
  artifactType: (_, { artifactType }) =>
    artifactType === undefined ? "Reset artifact type" : "Set artifact type",
  subject: (_, { subject }) => (subject === undefined ? "Reset subject" : "Set subject"),
  copyReferrers: () => "Change copied referrers",
  targets: (before, after) => describeTargets(before.targets, after.targets),
};

/** The fields of the index whose text takes the place of the one that a source has. */
const ownFields: Partial<Record<keyof Draft, keyof Draft>> = {
  keepArtifactType: "artifactType",
  keepSubject: "subject",
};

/** A paste makes new lists also where it adds nothing. */
function isEqual(before: unknown, after: unknown): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after);
}

/**
 * Describes a change of the draft as a command, for Undo and Redo: `Exclude linux/arm/v7`, `Add 3 sources`.
 * @param nameEntry returns the name of the entry with a digest
 */
export function describeChange(before: Draft, after: Draft, nameEntry: NameEntry): string {
  const keys = Object.keys(describers) as (keyof Draft)[];
  const changed = new Set(keys.filter((key) => !isEqual(before[key], after[key])));
  const parts = [...changed]
    .filter((key) => {
      const own = ownFields[key];
      return own === undefined || !changed.has(own);
    })
    .map((key) => describers[key](before, after, nameEntry));
  const [first = "Change the draft", second, ...more] = parts;
  if (second === undefined) {
    return first;
  }
  return more.length === 0
    ? `${first} and ${second.charAt(0).toLowerCase()}${second.slice(1)}`
    : `${first} and more`;
}
