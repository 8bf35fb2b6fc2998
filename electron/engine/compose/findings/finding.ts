import type { Draft, DraftAnnotation } from "../../../../shared/draft.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { EntryFix, Finding, FindingFix, ResultRow } from "../../../../shared/preview.ts";
import type { Host } from "../../oci/host.ts";
import type { ConfigFacts } from "../../oci/decode.ts";
import type { Composition } from "../composition.ts";
import type { FactsOf } from "./readEntryFacts.ts";

/** What findings are derived from. */
export interface FindingContext {
  /** The draft without missing sources. */
  readonly draft: Draft;
  readonly composition: Composition;
  readonly rows: readonly ResultRow[];
  readonly host: Host;
  /** Whether no source is missing. */
  readonly isComplete: boolean;
  /** What is known of the manifests and configs of entries. */
  readonly factsOf: FactsOf;
}

/** Finds problems of one kind in a draft and its result. */
export type Finder = (context: FindingContext) => readonly Finding[];

/** Finds problems of one kind in an included entry; called for the entries in order. */
export type EntryFinder = (context: FindingContext) => (row: ResultRow) => Finding | undefined;

/** Creates a finding that a user should fix or accept, without fixes. */
export function warning(
  code: Finding["code"],
  message: string,
  subject: Finding["subject"],
): Finding {
  return { code, severity: "warning", message, subject, fixes: [] };
}

/** Creates a finding that only informs. */
export function note(code: Finding["code"], message: string, subject: Finding["subject"]): Finding {
  return { code, severity: "note", message, subject, fixes: [] };
}

/** Creates a finding that is listed with the others, but not where its subject is shown. */
export function hint(code: Finding["code"], message: string, subject: Finding["subject"]): Finding {
  return { code, severity: "hint", message, subject, fixes: [] };
}

/**
 * Most digests of a fix that each finding of a group has, and most fixes that name all entries: where thousands of findings
 * name thousands of digests each, a preview exceeds the longest text of V8.
 */
export const maxShared = 20;

/** A fix that edits the platform of an entry. @param label for its button: `Use linux/arm/v7` */
export function platformFix(
  { descriptor }: ResultRow,
  platform: NonNullable<EntryFix["platform"]>,
  label: string,
): FindingFix {
  return { kind: "editEntries", entries: [{ digest: descriptor.digest, platform }], label };
}

/** The config of an entry, if it is an image whose config was read. */
export function configOf(
  { factsOf }: FindingContext,
  { descriptor }: ResultRow,
): ConfigFacts | undefined {
  const facts = factsOf(descriptor.digest);
  return facts?.kind === "read" ? facts.config : undefined;
}

/** The subject of a finding about an entry. */
export function entrySubject({ descriptor }: ResultRow): Finding["subject"] {
  return { kind: "entry", digest: descriptor.digest };
}

/** The entries before platforms are filtered. */
export function entriesOf({ composition }: FindingContext): readonly Descriptor[] {
  return composition.combination.index?.manifests ?? [];
}

/** The annotations of a draft that have a key. */
export function annotationsWithKey({ draft }: FindingContext): readonly DraftAnnotation[] {
  return draft.annotations.filter(({ key }) => key.trim() !== "");
}
