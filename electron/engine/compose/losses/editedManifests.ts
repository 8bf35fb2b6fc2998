import { isAttestation, attestedDigest } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { countOf } from "../../../../shared/countOf.ts";
import type { Composition } from "../composition.ts";
import { nameOf } from "../editedManifests.ts";
import type { SourceLoss } from "./loss.ts";

/** Entries named in a message. */
const maxNames = 4;

/**
 * What edits of manifests remove from them, and the attestations in the index that describe the manifests before the
 * edit. An attestation is never changed to describe another digest: its statement names the subject.
 *
 * @param entries of the result that the source is the first to list
 */
export function editedManifestLosses(
  entries: readonly Descriptor[],
  { filtered, combination, request }: Composition,
): readonly SourceLoss[] {
  const edited = entries.flatMap((entry) => {
    const manifest = filtered.edited.get(entry.digest);
    return manifest ? [{ entry, manifest }] : [];
  });
  const converted = edited.filter(({ manifest }) => manifest.drops.length > 0);
  const fields = converted.map(({ entry, manifest }): SourceLoss => ({
    code: "manifest_fields",
    message: `The conversion of ${nameOf(entry)} to Docker removes ${manifest.drops.join(" and ")}.`,
    kept: false,
  }));
  const attestations = (combination.index?.manifests ?? []).filter(
    (entry) => isAttestation(entry) && !request.excluded.has(entry.digest),
  );
  return [...fields, ...[true, false].flatMap((kept) => unboundLosses(edited, attestations, kept))];
}

interface EditedEntry {
  readonly entry: Descriptor;
  readonly manifest: { readonly keepsAttestations: boolean };
}

function unboundLosses(
  edited: readonly EditedEntry[],
  attestations: readonly Descriptor[],
  kept: boolean,
): readonly SourceLoss[] {
  const described = new Set(attestations.map(attestedDigest));
  const images = edited
    .filter(
      ({ entry, manifest }) => manifest.keepsAttestations === kept && described.has(entry.digest),
    )
    .map(({ entry }) => entry);
  if (images.length === 0) {
    return [];
  }
  const digests = images.map(({ digest }) => digest);
  const count = attestations.filter((entry) =>
    digests.includes(attestedDigest(entry) ?? ""),
  ).length;
  const names = images.slice(0, maxNames).map(nameOf);
  const more = images.length - names.length;
  const whose = [...names, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  const [verb, describes] = count === 1 ? ["is", "describes"] : ["are", "describe"];
  const state = kept
    ? `${verb} kept, but ${describes} the manifests before the edit`
    : `${verb} not included: ${count === 1 ? "it describes" : "they describe"} the manifests before the edit`;
  return [
    {
      code: "unbound_attestations",
      message: `${countOf(count, "attestation")} of ${whose} ${state}.`,
      kept,
      keep: { kind: "keepAttestations", digests },
    },
  ];
}
