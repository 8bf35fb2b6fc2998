import type { ReferrerRow, Statement } from "../../../../shared/inspection.ts";
import { attestationKeys, attestationType } from "../../../../shared/oci/attestation.ts";
import { annotatedPredicate } from "../../../../shared/oci/predicateAnnotation.ts";
import { artifactName } from "../../../image/artifactName.ts";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { predicateName } from "./predicateName.ts";
import { isSignature } from "./signatureName.ts";

/** What tags that name a digest hold, by their suffix. Source: cosign `pkg/oci/remote/remote.go`. */
const tagNames: Readonly<Record<string, string>> = {
  sig: "signature",
  att: "attestation",
  sbom: "SBOM",
};

/** Most predicates that a name lists. */
const maxNamed = 4;

/** The statements of a referrer whose manifest was read. */
export function referrerStatements({ details }: ReferrerRow): readonly Statement[] {
  return details?.kind === "read" ? details.statements : [];
}

/**
 * The name of what refers to a digest: by the predicates that its annotations or its layers tell, else by its type, with
 * how it is stored where tools differ: `provenance (sigstore bundle)`, `3 signatures (cosign tag)`.
 */
export function referrerName(row: ReferrerRow): string {
  const { descriptor, tag } = row;
  const suffix = suffixOf(row);
  if (isReferrersList(row)) {
    return "list of referrers (fallback tag)";
  }
  const storedAs = tag === undefined ? bundleOf(row) : "cosign tag";
  const name =
    predicatesOf(row) ?? (tag === undefined ? undefined : tagContent(row, tagNames[suffix] ?? ""));
  if (name !== undefined) {
    return storedAs === undefined ? name : `${name} (${storedAs})`;
  }
  if (descriptor.annotations?.[attestationKeys.type] === attestationType) {
    return "attestation (BuildKit)";
  }
  const [type = descriptor.mediaType] = typesOf(row);
  return artifactName(type) ?? mediaTypeName(type);
}

/** Whether a row is no evidence itself: the tag that lists the referrers, where a registry has no API for them. */
export function isReferrersList(row: ReferrerRow): boolean {
  return row.tag !== undefined && tagNames[suffixOf(row)] === undefined;
}

function suffixOf({ tag = "" }: ReferrerRow): string {
  return /\.(\w+)$/.exec(tag)?.[1] ?? "";
}

/** The kind of evidence in a name, for lists that count: `SBOM`, `signature`. */
export function evidenceKind(name: string): string {
  const plain = name.replace(/ \([^)]*\)$/, "");
  const kinds = [/\bsignatures?\b/, /^SBOM\b/, /^VEX\b/];
  const at = kinds.findIndex((kind) => kind.test(name));
  return ["signature", "SBOM", "VEX"][at] ?? plain.replace(/ \([^)]*\)$/, "");
}

function predicatesOf(row: ReferrerRow): string | undefined {
  const annotated = annotatedPredicate(row.descriptor.annotations);
  const types =
    annotated === undefined
      ? referrerStatements(row).map(({ predicateType }) => predicateType)
      : [annotated];
  const names = [...new Set(types.filter((type) => type !== "").map(predicateName))];
  const more = names.length - maxNamed;
  return names.length === 0
    ? undefined
    : names.slice(0, maxNamed).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** What a tag of cosign holds, with the number of its signatures once it is read. */
function tagContent(row: ReferrerRow, name: string): string {
  const statements = referrerStatements(row);
  const signatures = statements.filter(({ descriptor }) => isSignature(descriptor)).length;
  if (signatures > 1) {
    return `${signatures} signatures`;
  }
  const [only] = statements;
  const type = only === undefined || statements.length > 1 ? "" : only.descriptor.mediaType;
  return signatures === 1 ? "signature" : (artifactName(type) ?? name);
}

/** The types that say what a referrer is, the best first. */
function typesOf(row: ReferrerRow): readonly string[] {
  const { descriptor, details } = row;
  const statements = referrerStatements(row);
  const only = statements.length === 1 ? statements[0]?.descriptor.mediaType : undefined;
  const types = [
    descriptor.artifactType,
    details?.kind === "read" ? details.artifactType : undefined,
    only,
  ];
  return types.flatMap((type) => (type === undefined || type === "" ? [] : [type]));
}

/** How a referrer stores what it states, if that is a bundle. */
function bundleOf(row: ReferrerRow): string | undefined {
  return typesOf(row).some((type) => type.startsWith("application/vnd.dev.sigstore.bundle"))
    ? "sigstore bundle"
    : undefined;
}
