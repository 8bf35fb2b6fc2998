import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { isForeign, isManifestLike, maxIndexDepth, successors } from "../../oci/successors.ts";

/**
 * Checks that everything a manifest or index points to exists.
 * @param store.has reports whether a blob exists
 * @param store.read reads a manifest
 * @throws EngineError `not_found` for the first missing blob, `too_large` beyond the maximum nesting depth
 */
export async function checkComplete(
  content: Content,
  store: {
    readonly has: (descriptor: Descriptor) => boolean;
    readonly read: (descriptor: Descriptor) => Promise<Uint8Array>;
  },
): Promise<void> {
  const visited = new Set<string>();
  const visit = async (parent: Content, depth: number): Promise<void> => {
    if (depth > maxIndexDepth) {
      throw new EngineError(
        "too_large",
        `The indexes are nested deeper than ${maxIndexDepth} levels.`,
      );
    }
    const { children, blobs } = successors(parent);
    for (const descriptor of [...blobs, ...children]) {
      const { digest, mediaType } = descriptor;
      if (visited.has(digest) || isForeign(descriptor)) {
        continue;
      }
      visited.add(digest);
      if (!store.has(descriptor)) {
        throw new EngineError("not_found", `${digest}, which ${parent.digest} needs, is missing.`, {
          hint: "Another program replaced the archive during the push. Review the push again.",
          retryable: true,
        });
      }
      if (children.includes(descriptor) && isManifestLike(descriptor)) {
        await visit({ mediaType, digest, bytes: await store.read(descriptor) }, depth + 1);
      }
    }
  };
  await visit(content, 0);
}
