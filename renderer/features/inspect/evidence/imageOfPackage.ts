import type { EvidenceArtifact } from "../../../../shared/evidence.ts";

/**
 * The repository of an image that is named by its package URL: `pkg:docker/alpine@3.20?platform=…`,
 * `pkg:oci/app?repository_url=ghcr.io/acme/app`. Source: purl-spec, types "docker" and "oci".
 * @returns undefined for anything else
 */
export function imageOfPackage({ name }: Pick<EvidenceArtifact, "name">): string | undefined {
  const [, type, path = "", query = ""] =
    /^pkg:(docker|oci)\/([^@?#]+)(?:@[^?#]*)?(?:\?([^#]*))?/.exec(name) ?? [];
  if (type === undefined) {
    return undefined;
  }
  const repository = new URLSearchParams(query).get("repository_url");
  if (type === "oci") {
    return repository ?? undefined;
  }
  const image = path.split("/").map(decode).join("/");
  return repository === null ? image : `${repository}/${image}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
