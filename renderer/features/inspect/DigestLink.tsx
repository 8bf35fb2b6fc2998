import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import styles from "./Content.module.css";
import { useInspect } from "./inspectStore.ts";

interface DigestLinkProps {
  readonly repository: string;
  readonly descriptor: Descriptor;
  /** Whether the descriptor is of a blob. Registries serve blobs and manifests from different endpoints. */
  readonly isBlob?: boolean;
  /** What the digest identifies, for the accessible name: `the config`. */
  readonly of: string;
  /** The digest of the image, if this is its attestation or signature. */
  readonly attests?: string | undefined;
}

/** The annotations of a layer in which cosign puts the certificate of a signature. */
function signatureAnnotations(annotations: Annotations = {}): Pick<Descriptor, "annotations"> {
  const found = Object.entries(annotations).filter(([key]) =>
    key.startsWith("dev.sigstore.cosign/"),
  );
  return found.length === 0 ? {} : { annotations: Object.fromEntries(found) };
}

/** A digest that opens the content it identifies, in the same repository. */
export function DigestLink(props: DigestLinkProps) {
  const { repository, descriptor, isBlob = false, of, attests } = props;
  const open = useInspect((state) => state.open);
  const { mediaType, digest, size, annotations } = descriptor;
  const short = shortDigest(digest);
  return (
    <button
      type="button"
      className={styles["link"]}
      aria-label={`Inspect ${short}, ${escapeInvisible(of)}`}
      data-tip={digest}
      data-tip-code
      onClick={() =>
        open(`${repository}@${digest}`, {
          attests,
          ...(isBlob && {
            blob: { mediaType, digest, size, ...signatureAnnotations(annotations) },
          }),
        })
      }
    >
      {short}
    </button>
  );
}
