import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { isForeign, isManifestLike, successors } from "../../oci/successors.ts";
import type { Content } from "../../oci/content.ts";

/** More levels than anybody nests indexes. */
const deepest = 8;

/**
 * Make sure that all that content needs is there.
 * @param has whether there is a blob
 * @param read the bytes of a manifest
 * @throws EngineError `not_found` for the first thing that is missing
 */
export async function checkComplete(
  content: Content,
  has: (descriptor: Descriptor) => Promise<boolean>,
  read: (descriptor: Descriptor) => Promise<Uint8Array>,
): Promise<void> {
  const seen = new Set<string>();
  const visit = async (at: Content, depth: number): Promise<void> => {
    if (depth > deepest)
      throw new EngineError("too_large", `The indexes are nested deeper than ${deepest} levels.`);
    const { children, blobs } = successors(at);
    for (const descriptor of [...blobs, ...children]) {
      const { digest, mediaType } = descriptor;
      if (seen.has(digest) || isForeign(descriptor)) continue;
      seen.add(digest);
      if (!(await has(descriptor))) {
        throw new EngineError("not_found", `${digest}, which ${at.digest} needs, is not there.`, {
          hint: "The archive was replaced by another during the push. Review the push again.",
          retryable: true,
        });
      }
      if (children.includes(descriptor) && isManifestLike(descriptor))
        await visit({ mediaType, digest, bytes: await read(descriptor) }, depth + 1);
    }
  };
  await visit(content, 0);
}
