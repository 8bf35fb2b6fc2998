import {
  field,
  type GoField,
  goAny,
  goBool,
  goBytes,
  goDigest,
  goInt,
  goString,
  goTime,
  type GoType,
  mapOf,
  optionalField,
  pointerTo,
  sliceOf,
  structOf,
} from "./template/goTypes.ts";

const size: GoType = { kind: "int", name: "int64" };
const nothing = structOf("struct {}", []);

/** image-spec: specs-go/v1, Platform. */
const platform = structOf("v1.Platform", [
  field("Architecture", "architecture", goString),
  field("OS", "os", goString),
  optionalField("OSVersion", "os.version", goString),
  optionalField("OSFeatures", "os.features", sliceOf(goString)),
  optionalField("Variant", "variant", goString),
]);

/** image-spec: specs-go/v1, Descriptor. */
export const descriptorType = structOf("v1.Descriptor", [
  field("MediaType", "mediaType", goString),
  field("Digest", "digest", goDigest),
  field("Size", "size", size),
  optionalField("URLs", "urls", sliceOf(goString)),
  optionalField("Annotations", "annotations", mapOf(goString)),
  optionalField("Data", "data", goBytes),
  optionalField("Platform", "platform", pointerTo(platform)),
  optionalField("ArtifactType", "artifactType", goString),
]);

/** The index as `inspect` shows it: with its own digest and size. It has no name in Go, but its fields. */
export const indexType = structOf(
  [
    'struct { SchemaVersion int "json:\\"schemaVersion\\""',
    'MediaType string "json:\\"mediaType,omitempty\\""',
    'Digest digest.Digest "json:\\"digest\\""',
    'Size int64 "json:\\"size\\""',
    'Manifests []v1.Descriptor "json:\\"manifests\\""',
    'Annotations map[string]string "json:\\"annotations,omitempty\\"" }',
  ].join("; "),
  [
    field("SchemaVersion", "schemaVersion", goInt),
    optionalField("MediaType", "mediaType", goString),
    field("Digest", "digest", goDigest),
    field("Size", "size", size),
    field("Manifests", "manifests", sliceOf(descriptorType)),
    optionalField("Annotations", "annotations", mapOf(goString)),
  ],
);

const history = structOf("v1.History", [
  optionalField("Created", "created", pointerTo(goTime)),
  optionalField("CreatedBy", "created_by", goString),
  optionalField("Author", "author", goString),
  optionalField("Comment", "comment", goString),
  optionalField("EmptyLayer", "empty_layer", goBool),
]);

const config = structOf("v1.ImageConfig", [
  optionalField("User", "User", goString),
  optionalField("ExposedPorts", "ExposedPorts", mapOf(nothing)),
  optionalField("Env", "Env", sliceOf(goString)),
  optionalField("Entrypoint", "Entrypoint", sliceOf(goString)),
  optionalField("Cmd", "Cmd", sliceOf(goString)),
  optionalField("Volumes", "Volumes", mapOf(nothing)),
  optionalField("WorkingDir", "WorkingDir", goString),
  optionalField("Labels", "Labels", mapOf(goString)),
  optionalField("StopSignal", "StopSignal", goString),
  optionalField("ArgsEscaped", "ArgsEscaped", goBool),
]);

const rootFs = structOf("v1.RootFS", [
  field("Type", "type", goString),
  field("DiffIDs", "diff_ids", sliceOf(goDigest)),
]);

/** image-spec: specs-go/v1, Image: the config of an image, without the fields that Docker adds. */
const image = structOf("v1.Image", [
  optionalField("Created", "created", pointerTo(goTime)),
  optionalField("Author", "author", goString),
  { ...field("Platform", "", platform), embedded: true },
  field("Config", "config", config),
  field("RootFS", "rootfs", rootFs),
  optionalField("History", "history", sliceOf(history)),
]);

const provenance = structOf("imagetools.provenanceStub", [optionalField("SLSA", "SLSA", goAny)]);

const sbom = structOf("imagetools.sbomStub", [
  optionalField("SPDX", "SPDX", goAny),
  optionalField("AdditionalSPDXs", "AdditionalSPDXs", sliceOf(goAny)),
]);

/** A method, which templates call like a field and JSON does not have. */
function method(name: string, type: GoType): GoField {
  return { name, json: undefined, type, omitEmpty: false };
}

/** What a template of `inspect` is run on, for at most one platform. */
export const singleInput = structOf("imagetools.tplInput", [
  optionalField("Name", "name", goString),
  optionalField("Manifest", "manifest", goAny),
  optionalField("Image", "image", pointerTo(image)),
  method("SBOM", sbom),
  method("Provenance", provenance),
]);

/** What a template of `inspect` is run on, for several platforms. */
export const multiInput = structOf("imagetools.tplInputs", [
  optionalField("Name", "name", goString),
  optionalField("Manifest", "manifest", goAny),
  optionalField("Image", "image", mapOf(pointerTo(image))),
  method("SBOM", mapOf(sbom)),
  method("Provenance", mapOf(provenance)),
]);
