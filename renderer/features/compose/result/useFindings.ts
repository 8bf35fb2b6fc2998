import type { Finding, FindingSubject } from "../../../../shared/preview.ts";
import type { ComposeData } from "../composeState.ts";
import { useCompose } from "../composeStore.ts";

const none: readonly Finding[] = [];
/** The most important first. */
const severities: readonly Finding["severity"][] = ["warning", "note", "hint"];

/** Whether the draft already excludes what the finding asks to exclude; the next response confirms it. */
function isFixed({ fixes }: Finding, excluded: ReadonlySet<string>): boolean {
  const [fix] = fixes;
  return fix?.kind === "exclude" && fix.digests.every((digest) => excluded.has(digest));
}

/** Remembers the last result of a function of the state, which each row of a list asks for. */
function rememberLast<T>(
  partsOf: (state: ComposeData) => readonly unknown[],
  compute: (state: ComposeData) => T,
): (state: ComposeData) => T {
  let last: { readonly parts: readonly unknown[]; readonly value: T } | undefined;
  return (state) => {
    const parts = partsOf(state);
    if (last === undefined || parts.some((part, at) => part !== last?.parts[at])) {
      last = { parts, value: compute(state) };
    }
    return last.value;
  };
}

/** All findings, the most important first: those of the preview, and those that only the sources' stores know. */
const allFindings = rememberLast(
  ({ preview, remoteLosses, draft }) => [
    preview?.findings,
    preview?.hints,
    remoteLosses.findings,
    draft.sources,
    draft.excluded,
  ],
  ({ preview, remoteLosses, draft }): readonly Finding[] => {
    const { findings = none, hints = none } = preview ?? {};
    if (remoteLosses.findings.length === 0 && hints.length === 0) {
      return findings;
    }
    const ids = new Set(draft.sources.map(({ id }) => id));
    const digests = new Set(draft.excluded);
    const open = remoteLosses.findings.filter(
      (finding) =>
        (finding.subject.kind !== "source" || ids.has(finding.subject.id)) &&
        !isFixed(finding, digests),
    );
    const all = [...findings, ...open, ...hints];
    return severities.flatMap((wanted) => all.filter(({ severity }) => severity === wanted));
  },
);

function idOf(subject: FindingSubject): string | undefined {
  if (subject.kind === "entry") {
    return subject.place === undefined ? subject.digest : `${subject.digest} ${subject.place}`;
  }
  return "id" in subject ? subject.id : undefined;
}

function keyOf(kind: FindingSubject["kind"], id: string | undefined): string {
  return id === undefined ? kind : `${kind} ${id}`;
}

/** The findings without hints, by the kind of their subject, and by its kind and id. */
const findingsBySubject = rememberLast(
  (state) => [allFindings(state)],
  (state): ReadonlyMap<string, readonly Finding[]> => {
    const bySubject = new Map<string, Finding[]>();
    for (const finding of allFindings(state)) {
      const { subject, severity } = finding;
      const id = idOf(subject);
      const keys = new Set([keyOf(subject.kind, undefined), keyOf(subject.kind, id)]);
      for (const key of severity === "hint" ? [] : keys) {
        const about = bySubject.get(key) ?? [];
        about.push(finding);
        bySubject.set(key, about);
      }
    }
    return bySubject;
  },
);

/** All findings, the most important first: those of the preview, and those that only the sources' stores know. */
export function useAllFindings(): readonly Finding[] {
  return useCompose(allFindings);
}

/**
 * The findings to show at a subject, without hints.
 * @param id of a source, annotation or target, or the digest of an entry, with a space and its place for those of one of
 *   several entries with the digest; without it, the findings of all of the kind
 */
export function useFindings(kind: FindingSubject["kind"], id?: string): readonly Finding[] {
  return useCompose((state) => findingsBySubject(state).get(keyOf(kind, id)) ?? none);
}
