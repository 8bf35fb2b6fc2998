import { digestTagPattern } from "../../../shared/oci/digestTag.ts";

/** A tag that a tool named after a digest, to keep there what belongs to it. */
export interface DigestTag {
  /** `sha256:…` */
  readonly subject: string;
  /** What is under the tag, in words: `signatures`. */
  readonly holds: string;
}

const held: Readonly<Record<string, string>> = {
  "": "list of referrers",
  sig: "signatures",
  att: "attestations",
  sbom: "SBOM",
};

/**
 * Reads the subject of a digest tag from its name.
 * @returns undefined for other tags
 */
export function readDigestTag(tag: string): DigestTag | undefined {
  const [, algorithm, hex, suffix = ""] = digestTagPattern.exec(tag) ?? [];
  const holds = held[suffix];
  return algorithm === undefined || hex === undefined || holds === undefined
    ? undefined
    : { subject: `${algorithm}:${hex}`, holds };
}
