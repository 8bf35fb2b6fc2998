import pLimit from "p-limit";
import type { EntryDetails, ReferrerRow, Statement } from "../../../shared/inspection.ts";
import { isDigestTag } from "../../../shared/oci/digestTag.ts";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import { annotatedPredicate } from "../../../shared/oci/predicateAnnotation.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import { readEntryDetails } from "./entryDetails.ts";
import { decodeJson } from "./evidence/base64Json.ts";
import { objectAt, parseObject, textAt } from "./evidence/looseJson.ts";

/** Most referrers whose manifests are read for their names: a registry may list any number. */
const maxRead = 24;

/** Documents that are read at once. */
const maxReads = 4;

/** Statements of one referrer that are read for the types of their predicates. */
const maxStatements = 4;

/** Bytes of the largest document that is read only for the type of its predicate. */
const maxDocument = 64 * 1024;

/** Types of artifacts and layers that may hold any predicate. */
const anyPredicate =
  /^application\/vnd\.(?:in-toto\+json|dsse\.|dev\.sigstore\.bundle|docker\.attestation\.)/;

/** Whether a referrer is named only by what its manifest says: its descriptor does not tell its predicate or type. */
function isUnnamed({ descriptor, tag }: ReferrerRow): boolean {
  if (isIndexType(descriptor.mediaType)) {
    return false;
  }
  if (tag !== undefined) {
    return isDigestTag(tag);
  }
  const { artifactType = "", annotations } = descriptor;
  return (
    annotatedPredicate(annotations) === undefined &&
    (artifactType === "" || anyPredicate.test(artifactType))
  );
}

/**
 * Reads the manifests of referrers that their descriptors do not name, a few at a time, and documents of up to 64 KiB
 * where the manifest does not tell the predicate either. Errors are part of the details.
 *
 * @returns all rows; those beyond the 24th without a name have no details
 */
export async function readReferrerDetails(
  store: Store,
  rows: readonly ReferrerRow[],
  signal: AbortSignal,
): Promise<readonly ReferrerRow[]> {
  const unnamed = rows.filter(isUnnamed).slice(0, maxRead);
  const read = new Map<ReferrerRow, EntryDetails>();
  const entries = unnamed.map(({ descriptor: { mediaType, digest, size } }) => ({
    mediaType,
    digest,
    size,
    isAttestation: true,
  }));
  const onRead = (position: number, details: EntryDetails): void => {
    const row = unnamed[position];
    if (row !== undefined) {
      read.set(row, row.tag === undefined ? details : withoutSize(details));
    }
  };
  await readEntryDetails({ store, entries, onRead }, signal);
  const limit = pLimit(maxReads);
  return await allOrAbort(rows, signal, async (row, until) => {
    const details = read.get(row);
    return details === undefined
      ? row
      : { ...row, details: await limit(() => withPredicates(store, details, until)) };
  });
}

/** Details without the difference in size: that of a manifest behind a tag is not known. */
function withoutSize(details: EntryDetails): EntryDetails {
  return details.kind === "read"
    ? { ...details, problems: details.problems.filter(({ kind }) => kind !== "wrong_size") }
    : details;
}

/** Details with the predicates of small documents whose layers do not tell them. */
async function withPredicates(
  store: Store,
  details: EntryDetails,
  signal: AbortSignal,
): Promise<EntryDetails> {
  if (details.kind !== "read" || details.statements.length > maxStatements) {
    return details;
  }
  const statements: Statement[] = [];
  for (const statement of details.statements) {
    const { descriptor, predicateType } = statement;
    statements.push(
      predicateType === "" &&
        anyPredicate.test(descriptor.mediaType) &&
        descriptor.size <= maxDocument
        ? { ...statement, predicateType: await readPredicateType(store, descriptor, signal) }
        : statement,
    );
  }
  return { ...details, statements };
}

/** The type of the predicate in a document: a statement, also in an envelope or a bundle. Empty if it has none. */
async function readPredicateType(
  store: Store,
  descriptor: Statement["descriptor"],
  signal: AbortSignal,
): Promise<string> {
  try {
    const document = parseObject(
      new TextDecoder().decode(await store.fetchBlob(descriptor, signal)),
    );
    const envelope = objectAt(document, "dsseEnvelope");
    const payload = envelope["payload"] ?? document?.["payload"];
    const statement = payload === undefined ? document : decodeJson(payload);
    return textAt(statement, "predicateType") ?? "";
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      // It is named by its type. The view of the document says why it cannot be read.
      return "";
    }
    throw error;
  }
}
