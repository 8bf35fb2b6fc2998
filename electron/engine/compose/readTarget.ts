import { access } from "node:fs/promises";
import type { TargetState } from "../../../shared/preview.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { checkArchiveTarget } from "../stores/archive/checkArchiveTarget.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { readConfigPlatform } from "./configPlatform.ts";
import { decodeText } from "../oci/decodeText.ts";
import { findLayout } from "../stores/layout/layoutFolder.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Store } from "../stores/store.ts";
import type { Content } from "../oci/content.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { entryRows } from "./rows.ts";

/**
 * What a target's tag holds now.
 *
 * What it holds may be anything, even something broken: it is going to be replaced, so that is no error.
 *
 * @throws EngineError where the target cannot be asked
 */
export async function readTarget(
  target: Location,
  store: Store,
  signal: AbortSignal,
): Promise<TargetState> {
  if (target.kind === "archive") checkArchiveTarget(target);
  const name = formatLocation(target);
  const { tag } = target.kind === "registry" ? target.reference : target;
  let content: Content;
  try {
    // A target with a tag and a digest is about the tag; the digest says what it should become.
    content = await store.fetchManifest(
      tag === undefined ? toTagOrDigest(target) : { tag, origin: true },
      signal,
    );
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { kind: "missing", name, ...(await whatIsMade(target)) };
  }
  const { mediaType, digest, bytes } = content;
  const seen = await summarizeContent(content, name, store, signal);
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
 * What a push would make beside the tag: a missing file may be a typo.
 * @throws EngineError where nothing can be made there
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

/** The entries of content with a look at its own annotations. */
export type ContentSummary = Pick<
  Extract<TargetState, { kind: "exists" }>,
  "annotations" | "rows" | "unreadable"
>;

/**
 * What an index or image holds, as the window shows it; a single image is one row, its platform from its config.
 * @param store has the config of a single image
 * @returns with `unreadable` where it cannot be read
 */
export async function summarizeContent(
  held: Content,
  name: string,
  store: Store,
  signal: AbortSignal,
): Promise<ContentSummary> {
  try {
    const { kind, content } = detectManifest(held, name);
    if (kind === "index") {
      const { manifests, annotations = {} } = decodeIndex(content.bytes, name);
      return { annotations, rows: entryRows(manifests) };
    }
    const { config, annotations = {} } = decodeManifest(content.bytes, name);
    const platform = config && (await readConfigPlatform(store, config, name, signal));
    const { mediaType, digest, bytes } = content;
    const entry: Descriptor = {
      mediaType,
      digest,
      size: bytes.byteLength,
      ...(platform ? { platform } : {}),
    };
    return { annotations, rows: entryRows([entry]) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    return { annotations: {}, rows: [], unreadable: true };
  }
}
