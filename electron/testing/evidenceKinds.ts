import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Annotations } from "../../shared/oci/descriptor.ts";
import { type BuiltImage, describe } from "../engine/sample/buildImage.ts";
import { blobOf } from "./buildkitAttestation.ts";
import {
  buildkitProvenance02,
  buildkitProvenance1,
  cosignAnnotations,
  cosignPayload,
  csafVex,
  cycloneDx,
  envelopeOf,
  notationSignatureOf,
  openVex,
  sampleHex,
  sigstoreBundle,
  spdx2,
  spdx3,
  spdxPredicateType,
  statementOf,
  testResult,
  trivyReport,
  workflowProvenance,
} from "./evidence.ts";
import { cycloneDxVulnerable, grypeJson, sarif, trivyJson } from "./scanReports.ts";

/** A document about an image, as an artifact with one layer. */
export interface EvidenceKind {
  readonly kind: string;
  readonly artifact: BuiltImage;
  /** The tag that leads to it, of cosign; without one, it is a referrer. */
  readonly tag?: string;
}

/** Where a document of a kind is stored: its media type, and that of its artifact if it is another. */
interface Types {
  readonly layer: string;
  readonly artifact?: string;
  /** Of the file. */
  readonly name?: string;
}

const cycloneDxType: Types = { layer: "application/vnd.cyclonedx+json" };
const spdxType: Types = { layer: "application/spdx+json" };
const openVexStatement = statementOf("https://openvex.dev/ns/v0.2.0", openVex);
const inToto: Types = { layer: mediaTypes.inToto };

/** One document of every kind that Inspect reads, about the image; the last one is about another image. */
export function evidenceKinds(image: BuiltImage): readonly EvidenceKind[] {
  const hex = image.digest.slice("sha256:".length);
  const about = (document: object): object =>
    JSON.parse(JSON.stringify(document).replaceAll(sampleHex, hex)) as object;
  const referrers: readonly (readonly [kind: string, types: Types, document: object])[] = [
    ["OpenVEX", { layer: "application/openvex+json" }, openVex],
    ["vulnerability report", inToto, about(trivyReport)],
    [
      "Trivy report",
      // As `oras attach` stores a file without a media type.
      {
        layer: "application/vnd.oci.image.layer.v1.tar",
        artifact: "application/vnd.aquasec.trivy.report",
        name: "trivy.json",
      },
      trivyJson,
    ],
    [
      "Grype report",
      { layer: "application/json", artifact: "application/vnd.acme.grype.report" },
      grypeJson,
    ],
    ["SARIF", { layer: "application/sarif+json" }, sarif],
    ["CycloneDX with vulnerabilities", cycloneDxType, cycloneDxVulnerable],
    ["CycloneDX", cycloneDxType, cycloneDx],
    ["CSAF", { layer: "application/csaf+json" }, csafVex],
    ["test result", inToto, about(testResult)],
    ["no subject", inToto, { ...openVexStatement, subject: [] }],
    ["SPDX 3", spdxType, spdx3],
    ["SPDX 2", spdxType, spdx2],
    ["provenance 0.2", inToto, about(buildkitProvenance02)],
    ["provenance 1", inToto, about(workflowProvenance)],
    [
      "DSSE envelope",
      { layer: "application/vnd.dsse.envelope.v1+json", artifact: mediaTypes.inToto },
      envelopeOf({
        ...about(statementOf(spdxPredicateType, spdx2)),
        _type: "https://in-toto.io/Statement/v1",
      }),
    ],
    [
      "sigstore bundle",
      { layer: "application/vnd.dev.sigstore.bundle.v0.3+json" },
      { ...sigstoreBundle, dsseEnvelope: envelopeOf(about(workflowProvenance)) },
    ],
    [
      "notation signature",
      { layer: "application/jose+json", artifact: "application/vnd.cncf.notary.signature" },
      notationSignatureOf(hex),
    ],
    [
      "unknown predicate",
      inToto,
      about(statementOf("https://acme.example/review/v1", { reviewer: "ada" })),
    ],
    ["another image", inToto, buildkitProvenance1],
  ];
  return [
    {
      kind: "cosign signature",
      artifact: signatureOf(about(cosignPayload)),
      tag: `sha256-${hex}.sig`,
    },
    ...referrers.map(([kind, types, document]) => ({
      kind,
      artifact: referrerOf(image, types, document),
    })),
  ];
}

/** `cosign sign` before version 3. Source: cosign, specs/SIGNATURE_SPEC.md. */
function signatureOf(payload: object): BuiltImage {
  const layer = blobOf("application/vnd.dev.cosign.simplesigning.v1+json", payload);
  const config = blobOf(mediaTypes.ociConfig, {
    architecture: "",
    os: "",
    config: {},
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  return artifactOf({ config, layer, annotations: cosignAnnotations, fields: {} });
}

/** An artifact of one document with a subject. Source: OCI image-spec 1.1, "Guidelines for Artifact Usage". */
function referrerOf(image: BuiltImage, types: Types, document: object): BuiltImage {
  const fields = { artifactType: types.artifact ?? types.layer, subject: describe(image) };
  const config = blobOf(mediaTypes.ociEmpty, {});
  const annotations =
    types.name === undefined ? {} : { "org.opencontainers.image.title": types.name };
  return artifactOf({ config, layer: blobOf(types.layer, document), annotations, fields });
}

function artifactOf({
  config,
  layer,
  annotations,
  fields,
}: {
  readonly config: BuiltImage["config"];
  readonly layer: BuiltImage["config"];
  /** Of the layer. */
  readonly annotations: Annotations;
  readonly fields: { readonly artifactType?: string; readonly subject?: object };
}): BuiltImage {
  const { artifactType } = fields;
  const manifest = blobOf(mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: describe(config),
    layers: [{ ...describe(layer), annotations }],
    ...fields,
  });
  const descriptor = {
    ...describe(manifest),
    ...(artifactType === undefined ? {} : { artifactType }),
  };
  return { kind: "image", ...manifest, descriptor, config, layers: [layer] };
}
