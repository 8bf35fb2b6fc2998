import type { ClientPick, ClientRules } from "../../../../shared/inspection.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { formatPlatform } from "../../oci/formatPlatform.ts";
import { emptyHost, normalizePlatform } from "../../oci/normalizePlatform.ts";

/** A client, as it describes itself or is asked to with --platform. */
export interface Client {
  readonly name: string;
  readonly platform: Platform;
  readonly note?: string;
}

/** An entry that a client can receive, with its position among the rows. */
export interface Candidate {
  readonly row: number;
  readonly descriptor: Descriptor;
}

/** The system, architecture and variant of a platform, equal for platforms that containerd treats as one. */
export function normalizedName(platform: Platform): string {
  return formatPlatform(normalizePlatform(platform, emptyHost));
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
  { row, descriptor }: Candidate,
  condition: string,
): ClientPick {
  return descriptor.artifactType
    ? {
        rules,
        row: undefined,
        reason: `No entry is for ${client.name}. The entry without a platform is tried, but it is no image. The pull fails.`,
      }
    : {
        rules,
        row,
        reason: `No entry is for ${client.name}; the entry without a platform is the last resort${condition}.`,
      };
}
