import type { ClientPick, ClientRules } from "../../../../shared/inspection.ts";
import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isIndexType } from "../../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { formatPlatform } from "../../oci/formatPlatform.ts";
import { emptyHost, normalizePlatform } from "../../oci/normalizePlatform.ts";

/** A client, as it describes itself or is asked to with --platform. */
export interface Client {
  readonly name: string;
  readonly platform: Platform;
  readonly note?: string;
}

/** An entry of an index. */
export interface Candidate {
  /** The position of its row; undefined for an attestation, which the row of its image lists. */
  readonly row: number | undefined;
  readonly descriptor: Descriptor;
}

/** The system, architecture and variant of a platform, equal for platforms that containerd treats as one. */
export function normalizedName(platform: Platform): string {
  return formatPlatform(normalizePlatform(platform, emptyHost));
}

/**
 * What a client receives that picked an entry. All pick by the platform alone: also an attestation, whose platform is
 * `unknown/unknown` for that reason, and an index.
 * Sources: moby pull_v2.go, pullManifestList (opens a nested index); containerd images.Manifest and Walk (likewise);
 * containers/image copy/single.go (does not); BuildKit docs/attestations/attestation-storage.md (the platform).
 */
export function pickEntry(
  rules: ClientRules,
  { row, descriptor }: Candidate,
  reason: string,
): ClientPick {
  if (isAttestation(descriptor)) {
    const fails = `${reason} It is an attestation, not an image: the pull fails.`;
    return { rules, row: undefined, reason: fails };
  }
  if (!isIndexType(descriptor.mediaType)) {
    return { rules, row, reason };
  }
  return rules === "containers-image"
    ? { rules, row: undefined, reason: `${reason} It is an index: the pull fails.` }
    : { rules, row, reason: `${reason} It is an index, in which the client chooses again.` };
}

/** No entry is for the client. */
export function pickNone(rules: ClientRules, client: Client): ClientPick {
  return {
    rules,
    row: undefined,
    reason: `No entry is for ${client.name} or a platform that it runs. The pull fails.`,
  };
}

/** An entry that matches. */
export interface Match {
  readonly client: Client;
  readonly entry: Candidate;
  /** The number of entries that match equally. */
  readonly count: number;
  /** Which of several equal ones is taken. */
  readonly choice: string;
}

/** Says why an entry was picked. */
export function explainMatch({ client, entry, count, choice }: Match): string {
  const { platform } = entry.descriptor;
  const name = platform === undefined ? "" : formatPlatform(platform);
  const same =
    platform !== undefined && normalizedName(platform) === normalizedName(client.platform);
  const match = same
    ? `Its entry is for ${name}.`
    : `No entry is for ${client.name}; it also runs ${name}.`;
  return count === 1 ? match : `${match} Of ${count} such entries, it takes ${choice}.`;
}

/**
 * The last resort of a client that takes an entry without a platform.
 * @param condition what decides whether it runs
 */
export function pickLastResort(
  rules: ClientRules,
  client: Client,
  entry: Candidate,
  condition: string,
): ClientPick {
  return entry.descriptor.artifactType
    ? {
        rules,
        row: undefined,
        reason: `No entry is for ${client.name}. The entry without a platform is tried, but it is no image. The pull fails.`,
      }
    : pickEntry(
        rules,
        entry,
        `No entry is for ${client.name}; the entry without a platform is the last resort${condition}.`,
      );
}
