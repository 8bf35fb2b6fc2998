import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isAttestation } from "../../../shared/oci/attestation.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import type { EntryRow } from "../../../shared/preview.ts";

/** An entry of an index, as its manifest is compared with it. */
export interface ListedEntry extends Pick<Descriptor, "mediaType" | "digest" | "size"> {
  readonly repository: string;
  readonly platform?: Pick<Platform, "os" | "architecture" | "variant">;
  readonly isAttestation: boolean;
}

/** Names an entry for what is known of it. The same manifest may be listed for several platforms, with several sizes. */
export function entryKey({ repository, digest, size, platform }: ListedEntry): string {
  const { os = "", architecture = "", variant = "" } = platform ?? {};
  return `${repository} ${digest} ${size} ${os}/${architecture}/${variant}`;
}

/** An entry of an index of a repository, to be read. */
export function listedEntry(repository: string, descriptor: Descriptor): ListedEntry {
  const { mediaType, digest, size, platform } = descriptor;
  return {
    repository,
    mediaType,
    digest,
    size,
    ...(platform === undefined ? {} : { platform: platformOf(platform) }),
    isAttestation: isAttestation(descriptor),
  };
}

const keys = new WeakMap<Descriptor, { readonly repository: string; readonly key: string }>();

/** The {@link entryKey} of an entry. It is kept: lists of thousands ask for all of theirs whenever one was read. */
export function descriptorKey(repository: string, descriptor: Descriptor): string {
  const known = keys.get(descriptor);
  if (known?.repository === repository) {
    return known.key;
  }
  const key = entryKey(listedEntry(repository, descriptor));
  keys.set(descriptor, { repository, key });
  return key;
}

function platformOf({ os, architecture, variant }: Platform): NonNullable<ListedEntry["platform"]> {
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** An entry of an index and its attestations, to be read. */
export function listedRow(repository: string, row: EntryRow): readonly ListedEntry[] {
  return [row, ...row.attestations].map(({ descriptor }) => listedEntry(repository, descriptor));
}
