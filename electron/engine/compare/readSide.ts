import type { ComparedSide } from "../../../shared/comparedSide.ts";
import type { SideContent } from "../../../shared/comparison.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import type { ComputedPreview } from "../compose/preview.ts";
import { readConfigFacts } from "../compose/readConfigFacts.ts";
import { entryRows } from "../compose/rows.ts";
import type { EngineContext } from "../context.ts";
import type { DecodeEvidence } from "../inspect/evidence/decodeEvidence.ts";
import type { DecodeLayer } from "../inspect/files/decodeLayer.ts";
import { EngineError, isNotFound } from "../errors.ts";
import { artifactTypeOf } from "../oci/artifactTypeOf.ts";
import type { Content } from "../oci/content.ts";
import { decodeIndex, decodeManifest } from "../oci/decode.ts";
import { decodeText } from "../oci/decodeText.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import {
  formatLocation,
  type Location,
  parseLocation,
  parseTypedLocation,
} from "../oci/location.ts";
import { rootContent } from "../plan/plannedContents.ts";
import type { PushLogs } from "../push/pushLog.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { type ManifestReader, previewReader, storeReader } from "./manifestReader.ts";

/** A side of a comparison that was read: its index or image, and a reader for what that points to. */
export interface OpenedSide {
  readonly content: SideContent;
  readonly text: string;
  /** The fields of an index; undefined for anything else. */
  readonly index: ImageIndex | undefined;
  /** Its entries; an image is one entry, as in an index. Empty if the fields cannot be read. */
  readonly rows: readonly EntryRow[];
  readonly reader: ManifestReader;
}

/** Where sides are read. */
export interface SideContext extends Pick<EngineContext, "stores" | "referrers"> {
  readonly decodeEvidence: DecodeEvidence;
  readonly decodeLayer: DecodeLayer;
  readonly logs: PushLogs;
  /** Returns a preview that has a result. @throws EngineError `preview_gone` */
  readonly preview: (id: string) => ComputedPreview;
  /** Called with each reference that was read. */
  readonly onRead: (location: Location) => void;
}

/**
 * Reads the index or image of a side.
 * @throws EngineError if it cannot be read; content that is no valid index or manifest is not an error
 */
export async function readSide(
  side: ComparedSide,
  context: SideContext,
  signal: AbortSignal,
): Promise<OpenedSide> {
  const { name, fetched, reader } = await fetchSide(side, context, signal);
  try {
    return await describeSide({ name, fetched, reader }, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError) || error.code !== "manifest_invalid") {
      throw error;
    }
    return {
      content: { ...contentOf(name, fetched), kind: "other", problem: error.message },
      text: decodeText(fetched.bytes),
      index: undefined,
      rows: [],
      reader,
    };
  }
}

interface FetchedSide {
  readonly name: string;
  readonly fetched: Content;
  readonly reader: ManifestReader;
}

async function fetchSide(
  side: ComparedSide,
  { stores, referrers, logs, preview, onRead }: SideContext,
  signal: AbortSignal,
): Promise<FetchedSide> {
  switch (side.kind) {
    case "reference": {
      const location = parseTypedLocation(side.text);
      const store = stores.open(location);
      const name = formatLocation(location);
      const fetched = await stores.forgetLoginsOnFailure(location, () =>
        store.fetchManifest(toTagOrDigest(location), signal),
      );
      onRead(location);
      return { name, fetched, reader: storeReader(store, referrers) };
    }
    case "journal": {
      const store = stores.open(parseLocation(side.name));
      const fetched = await store
        .fetchManifest({ digest: side.digest }, signal)
        .catch(async (error: unknown) => {
          const logged = isNotFound(error) ? await loggedContent(side, logs) : undefined;
          if (logged === undefined) {
            throw error;
          }
          return logged;
        });
      return { name: side.name, fetched, reader: storeReader(store, referrers) };
    }
    case "preview": {
      const computed = preview(side.previewId);
      const content = computed.composition?.filtered.content;
      if (content === undefined) {
        throw new EngineError("preview_gone", "The draft has no result.", { retryable: true });
      }
      const reader = previewReader(computed, referrers);
      return { name: "Result of the draft", fetched: content, reader };
    }
  }
}

/** The bytes that the journal kept of a tag. @returns undefined if it has other content */
async function loggedContent(
  { name, digest, attemptId, content }: Extract<ComparedSide, { kind: "journal" }>,
  logs: PushLogs,
): Promise<Content | undefined> {
  const { plan, previous } = await logs.read(attemptId);
  const logged =
    content === "previous" || plan.kind === "delete" ? previous.get(name) : rootContent(plan);
  return logged?.digest === digest ? logged : undefined;
}

async function describeSide(
  { name, fetched, reader }: FetchedSide,
  signal: AbortSignal,
): Promise<OpenedSide> {
  const what = `manifest ${name}`;
  const { kind, content } = detectManifest(fetched, what);
  const side = { text: decodeText(content.bytes), index: undefined, rows: [], reader };
  const about = contentOf(name, content);
  switch (kind) {
    case "index": {
      const index = decodeIndex(content.bytes, what);
      return { ...side, content: { ...about, kind }, index, rows: entryRows(index.manifests) };
    }
    case "schema1":
      return {
        ...side,
        content: {
          ...about,
          kind: "other",
          problem: "It is an image in Docker's schema 1 format.",
        },
      };
    default: {
      const artifactType = artifactTypeOf(decodeManifest(content.bytes, what));
      const entry: Descriptor = {
        mediaType: content.mediaType,
        digest: content.digest,
        size: content.bytes.byteLength,
        ...(artifactType === undefined ? {} : { artifactType }),
      };
      const platform = await platformOf(content, { entry, reader, what }, signal);
      const rows = entryRows([platform === undefined ? entry : { ...entry, platform }]);
      return { ...side, content: { ...about, kind: "image" }, rows };
    }
  }
}

function contentOf(name: string, { mediaType, digest, bytes }: Content) {
  return { name, mediaType, digest, size: bytes.byteLength };
}

interface PlatformOptions {
  readonly entry: Descriptor;
  readonly reader: ManifestReader;
  readonly what: string;
}

/** The platform of a single image, by its config. @returns undefined if it cannot be read: its comparison says why */
async function platformOf(
  { bytes }: Content,
  { entry, reader, what }: PlatformOptions,
  signal: AbortSignal,
): Promise<Descriptor["platform"]> {
  const { config } = decodeManifest(bytes, what);
  if (config === undefined) {
    return undefined;
  }
  try {
    const { blobs } = await reader.fetch(entry, signal);
    return (await readConfigFacts({ store: blobs, config, what }, signal))?.platform;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}
