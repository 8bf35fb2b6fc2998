import { access } from "node:fs/promises";
import type { TargetState } from "../../../shared/preview.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { checkArchiveTarget } from "../stores/archive/checkArchiveTarget.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { readConfigFacts } from "./readConfigFacts.ts";
import { decodeText } from "../oci/decodeText.ts";
import { findLayout } from "../stores/layout/layoutFolder.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Store } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { entryRows } from "./rows.ts";

/**
 * Reads the current content of a target's tag. Malformed content is not an error, since it will be replaced.
 *
 * @throws EngineError if the target cannot be read
 */
export async function readTarget(
  target: Location,
  store: Store,
  signal: AbortSignal,
): Promise<TargetState> {
  if (target.kind === "archive") {
    checkArchiveTarget(target);
  }
  const name = formatLocation(target);
  const { tag } = target.kind === "registry" ? target.reference : target;
  let content: Content;
  try {
    // The digest of a target with a tag and a digest is the expected content after the push.
    content = await store.fetchManifest(
      tag === undefined ? toTagOrDigest(target) : { tag, origin: true },
      signal,
    );
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
    return { kind: "missing", name, ...(await whatIsMade(target)) };
  }
  const { mediaType, digest, bytes } = content;
  const seen = await summarizeContent(content, { name, store }, signal);
  return {
    kind: "exists",
    name,
    mediaType,
    digest,
    size: bytes.byteLength,
    text: decodeText(bytes),
    ...seen,
  };
}

/**
 * What a push creates in addition to the tag, shown because a missing file may be a typo.
 * @throws EngineError if nothing can be created there
 */
async function whatIsMade(
  target: Location,
): Promise<Pick<Extract<TargetState, { kind: "missing" }>, "creates">> {
  switch (target.kind) {
    case "registry":
      return {};
    case "layout":
      return (await findLayout(target.path)) === "layout" ? {} : { creates: "layout" };
    case "archive":
      return (await isThere(target.path)) ? {} : { creates: "archive" };
  }
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** The entries and annotations of content. */
export type ContentSummary = Pick<
  Extract<TargetState, { kind: "exists" }>,
  "annotations" | "artifactType" | "subject" | "rows" | "unreadable"
>;

interface SummaryOptions {
  readonly name: string;
  /** Has the config of a single image. */
  readonly store: Pick<Store, "fetchBlob">;
}

/**
 * Summarizes an index or image for display; a single image is one entry with the platform of its config.
 * @returns with `unreadable` if the content cannot be read
 */
export async function summarizeContent(
  held: Content,
  { name, store }: SummaryOptions,
  signal: AbortSignal,
): Promise<ContentSummary> {
  try {
    const { kind, content } = detectManifest(held, name);
    if (kind === "index") {
      const { manifests, ...fields } = decodeIndex(content.bytes, name);
      return { ...ownFields(fields), rows: entryRows(manifests) };
    }
    const { config, ...fields } = decodeManifest(content.bytes, name);
    const facts = config && (await readConfigFacts({ store, config, what: name }, signal));
    const { mediaType, digest, bytes } = content;
    const entry: Descriptor = {
      mediaType,
      digest,
      size: bytes.byteLength,
      ...(facts ? { platform: facts.platform } : {}),
    };
    return { ...ownFields(fields), rows: entryRows([entry]) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) {
      throw error;
    }
    return { annotations: {}, rows: [], unreadable: true };
  }
}

function ownFields({
  annotations = {},
  artifactType,
  subject,
}: Pick<ImageIndex, "annotations" | "artifactType" | "subject">): Omit<ContentSummary, "rows"> {
  return {
    annotations,
    ...(artifactType ? { artifactType } : {}),
    ...(subject ? { subject: subject.digest } : {}),
  };
}
