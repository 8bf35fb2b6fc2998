import { randomUUID } from "node:crypto";
import type { Draft, DraftAnnotation } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { decodeIndex } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatLocation, isImplied, type Location } from "../oci/location.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import type { Store } from "../stores/store.ts";
import { automaticType, splitAnnotations } from "./indexFields.ts";
import { pinnedText, sourceText } from "./sourceText.ts";

/** Annotations that a draft holds. */
const maxAnnotations = 1000;

/**
 * Makes a draft that edits the index behind a tag: the index, pinned by its digest, is the base of the draft, its
 * annotations are those of the draft, and the same tag is the target. Without a change, the draft gives the same bytes.
 * A single image is copied unchanged until it gets company.
 *
 * @throws EngineError `manifest_unsupported` for content that is neither an index nor a manifest, `too_large`
 */
export async function editTag(
  location: Location,
  store: Store,
  signal: AbortSignal,
): Promise<Draft> {
  const target = toTagOrDigest(location);
  // A mirror may be outdated: the draft edits what a push would replace.
  const fetched = await store.fetchManifest(
    "tag" in target ? { ...target, origin: true } : target,
    signal,
  );
  const name = formatLocation(location);
  const { kind, content } = detectManifest(fetched, name);
  if (kind === "schema1") {
    throw new EngineError(
      "manifest_unsupported",
      `${name} is an image in Docker's schema 1 format, which no index lists.`,
      { hint: "Pull and push it with a current tool to convert it." },
    );
  }
  const id = randomUUID();
  const index =
    kind === "index" ? decodeIndex(content.bytes, `index ${content.digest}`) : undefined;
  return {
    ...emptyDraft,
    sources: [{ id, text: pinnedText(location, content.digest) }],
    targets: targetsOf(location),
    base: id,
    preferIndex: false,
    ...(index ? indexDraft(index, content) : {}),
  };
}

/** The fields of a draft that edits an index. */
function indexDraft(index: ImageIndex, { mediaType, digest }: Content): Partial<Draft> {
  const annotations = Object.entries(splitAnnotations(index.annotations ?? {}).editable);
  if (annotations.length > maxAnnotations) {
    throw new EngineError(
      "too_large",
      `The index ${digest} has ${annotations.length} annotations.`,
      {
        hint: `A draft has at most ${maxAnnotations}.`,
      },
    );
  }
  const isAutomatic = automaticType(index.manifests) === mediaType;
  return {
    preferIndex: true,
    annotations: annotations.map(([key, value]): DraftAnnotation => ({
      id: randomUUID(),
      scope: { kind: "index" },
      key,
      value,
    })),
    keepArtifactType: true,
    keepSubject: true,
    ...(isAutomatic ? {} : { indexFormat: mediaType === mediaTypes.dockerList ? "docker" : "oci" }),
  };
}

/** The tag as a target; none for a digest, and for what cannot be written. */
function targetsOf(location: Location): Draft["targets"] {
  const text = targetText(location);
  return text === undefined ? [] : [{ id: randomUUID(), text }];
}

function targetText(location: Location): string | undefined {
  if (location.kind === "registry") {
    const { domain, path, tag } = location.reference;
    return tag === undefined
      ? undefined
      : sourceText({ kind: "registry", reference: { domain, path, tag } });
  }
  const { tag, digest: _, ...rest } = location;
  const isWritable = rest.kind === "layout" || rest.format === "oci";
  return tag === undefined || isImplied(location) || !isWritable
    ? undefined
    : formatLocation({ ...rest, tag });
}
