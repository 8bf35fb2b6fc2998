import type { AnnotationEdit } from "../../../shared/draft.ts";
import { isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "./content.ts";
import {
  convertConfigType,
  convertLayerType,
  type Converted,
  type Format,
} from "./convertTypes.ts";
import { decodeManifest } from "./decode.ts";
import { digestOf } from "./digest.ts";
import {
  type JsonNode,
  type JsonObject,
  memberOf,
  nodeOf,
  readJsonDocument,
  textOf,
  withMember,
  writeJsonDocument,
} from "./jsonDocument.ts";

/** Field orders of manifests: those of image-spec's structs and of go-containerregistry. */
const fieldOrders = [
  ["schemaVersion", "mediaType", "artifactType", "config", "layers", "subject", "annotations"],
  ["schemaVersion", "mediaType", "config", "layers", "annotations", "subject", "artifactType"],
] as const;

/** What to change in a manifest. */
export interface ManifestChange {
  readonly convertTo?: Format | undefined;
  /** Annotations to set or, without a value, to remove. */
  readonly annotations?: readonly AnnotationEdit[] | undefined;
  /** The bytes of the config that takes the place of its own. */
  readonly config?: Uint8Array | undefined;
}

/** A manifest after a change. */
export interface ChangedManifest {
  readonly content: Content;
  /** What the conversion to Docker removes, in words: `2 annotations (a, b)`. */
  readonly drops: readonly string[];
}

/**
 * Changes a manifest. Fields that do not change stay as they are, also unknown ones, with their order and the white
 * space. The digests of layers stay the same.
 *
 * Source: regclient `mod/manifest.go` (conversion); go-containerregistry `pkg/v1/mutate` (annotations, config). Unlike
 * crane, annotations are not added to a Docker manifest, whose format has none; unlike regctl, a conversion to Docker
 * does not keep them.
 *
 * @param content its media type is the manifest's own
 * @param what names the manifest in errors: `linux/amd64`
 * @throws EngineError `manifest_unsupported` if the format does not allow the change, `manifest_invalid`
 */
export function editManifest(
  content: Content,
  { convertTo, annotations = [], config }: ManifestChange,
  what: string,
): ChangedManifest {
  if (!isManifestType(content.mediaType)) {
    throw refused(`${what} is not an image manifest, so it cannot be edited`, {
      hint: "To edit the images of a nested index, add that index as a source: its images become entries.",
    });
  }
  const document = readJsonDocument(content.bytes, `manifest ${content.digest}`);
  let root = document.root as JsonObject;
  let { mediaType } = content;
  let drops: readonly string[] = [];
  if (convertTo !== undefined) {
    mediaType = convertTo === "oci" ? mediaTypes.ociManifest : mediaTypes.dockerManifest;
    root = convert(root, convertTo, what);
    ({ root, drops } = convertTo === "docker" ? withoutOciFields(root, content) : { root, drops });
  }
  if (config) {
    root = withConfig(root, config);
  }
  if (annotations.length > 0) {
    if (mediaType === mediaTypes.dockerManifest && annotations.some(isSet)) {
      throw refused(`${what} has a Docker manifest, which has no annotations`, {
        hint: "Convert it to OCI too.",
      });
    }
    root = withAnnotations(root, annotations);
  }
  if (JSON.stringify(root) === JSON.stringify(document.root)) {
    return { content, drops: [] };
  }
  requireLayers(document.root as JsonObject, what);
  const bytes = writeJsonDocument({ ...document, root });
  return { content: { mediaType, digest: digestOf(bytes), bytes }, drops };
}

/** Refuses the OCI artifact manifest, whose `blobs` no other format has, and what has no list of layers. */
function requireLayers(root: JsonObject, what: string): void {
  if (memberOf(root, "layers")?.kind !== "array" || memberOf(root, "blobs") !== undefined) {
    throw refused(`${what} has no list of layers, or "blobs", so it cannot be edited`, {
      hint: "Reset the edits of this entry's manifest, or exclude it.",
    });
  }
}

function isSet({ value }: AnnotationEdit): boolean {
  return value !== undefined;
}

/** Sets the media types of the other format. */
function convert(root: JsonObject, format: Format, what: string): JsonObject {
  const refuse = (part: string, { reason }: { readonly reason: string }): EngineError =>
    refused(`${what} cannot be converted to ${formatName(format)}: ${part} ${reason}`, {
      hint: "Reset the conversion of this entry, or exclude it.",
    });
  const artifactType = textOf(memberOf(root, "artifactType")) ?? "";
  if (format === "docker" && artifactType !== "") {
    throw refuse("it", { reason: `has the artifact type ${artifactType}: it is not an image` });
  }
  const retype = (
    node: JsonNode,
    part: string,
    convertType: (mediaType: string, to: Format) => Converted,
  ): JsonNode => {
    if (node.kind !== "object") {
      return node;
    }
    const before = textOf(memberOf(node, "mediaType")) ?? "";
    const converted = convertType(before, format);
    if ("reason" in converted) {
      const digest = textOf(memberOf(node, "digest")) ?? "";
      throw refuse(`${part} ${digest}`, converted);
    }
    const { type } = converted;
    return type === before ? node : withMember(node, ["mediaType", nodeOf(type)], [["mediaType"]]);
  };
  const config = memberOf(root, "config");
  const layers = memberOf(root, "layers");
  if (!config) {
    throw refuse("it", { reason: "has no config: it is not an image" });
  }
  let converted = withMember(root, ["config", retype(config, "its config", convertConfigType)]);
  if (layers?.kind === "array") {
    const items = layers.items.map((layer) => retype(layer, "the layer", convertLayerType));
    converted = withMember(converted, ["layers", { kind: "array", items }]);
  }
  const mediaType = format === "oci" ? mediaTypes.ociManifest : mediaTypes.dockerManifest;
  // In OCI, the media type may be absent; Docker requires it.
  return format === "oci" && memberOf(root, "mediaType") === undefined
    ? converted
    : withMember(converted, ["mediaType", nodeOf(mediaType)], fieldOrders);
}

/** Removes the fields that Docker manifests do not have. */
function withoutOciFields(
  root: JsonObject,
  content: Content,
): { readonly root: JsonObject; readonly drops: readonly string[] } {
  const { annotations = {}, subject } = decodeManifest(content.bytes, `manifest ${content.digest}`);
  const keys = Object.keys(annotations);
  const named = keys.length > 3 ? `${keys.slice(0, 3).join(", ")}, …` : keys.join(", ");
  const counted = keys.length === 1 ? "1 annotation" : `${keys.length} annotations`;
  const drops = [
    ...(keys.length > 0 ? [`${counted} (${named})`] : []),
    ...(subject ? ["the subject"] : []),
  ];
  const fields = ["annotations", "subject", "artifactType"] as const;
  return {
    root: fields.reduce((object, name) => withMember(object, [name, undefined]), root),
    drops,
  };
}

/** Replaces the config; inline data follows. */
function withConfig(root: JsonObject, bytes: Uint8Array): JsonObject {
  const config = memberOf(root, "config");
  if (config?.kind !== "object") {
    return root;
  }
  const values = [
    ["digest", digestOf(bytes)],
    ["size", bytes.byteLength],
    ...(memberOf(config, "data") ? [["data", Buffer.from(bytes).toString("base64")] as const] : []),
  ] as const;
  const replaced = values.reduce<JsonObject>(
    (object, [name, value]) => withMember(object, [name, nodeOf(value)]),
    config,
  );
  return withMember(root, ["config", replaced]);
}

function withAnnotations(root: JsonObject, changes: readonly AnnotationEdit[]): JsonObject {
  const current = memberOf(root, "annotations");
  const before: JsonObject = current?.kind === "object" ? current : { kind: "object", members: [] };
  const after = changes.reduce((object, { key, value }) => {
    const isSame = value !== undefined && textOf(memberOf(object, key)) === value;
    return isSame
      ? object
      : withMember(object, [key, value === undefined ? undefined : nodeOf(value)]);
  }, before);
  if (after.members.length === 0) {
    return before.members.length === 0 ? root : withMember(root, ["annotations", undefined]);
  }
  return withMember(root, ["annotations", after], fieldOrders);
}

/** Returns the name of a format in messages. */
function formatName(format: Format): string {
  return format === "oci" ? "OCI" : "Docker";
}

function refused(message: string, options: { readonly hint: string }): EngineError {
  return new EngineError("manifest_unsupported", `${message}.`, options);
}
