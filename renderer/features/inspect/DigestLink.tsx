import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { blobToOpen } from "./blobToOpen.ts";
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

/** A digest that opens the content it identifies, in the same repository; with Ctrl, Cmd or the middle button in a new tab. */
export function DigestLink(props: DigestLinkProps) {
  const { repository, descriptor, isBlob = false, of, attests } = props;
  const { digest } = descriptor;
  const short = shortDigest(digest);

  function follow(inNewTab: boolean): void {
    const step = {
      text: `${repository}@${digest}`,
      label: of.replace(/^the /, ""),
      attests,
      ...(isBlob && { blob: blobToOpen(descriptor) }),
    };
    useInspect.getState().follow([step], inNewTab);
  }

  return (
    <button
      type="button"
      className={styles["link"]}
      aria-label={`Inspect ${short}, ${escapeInvisible(of)}`}
      data-tip={digest}
      data-tip-code
      onClick={(event) => follow(event.ctrlKey || event.metaKey)}
      onAuxClick={(event) => event.button === 1 && follow(true)}
    >
      {short}
    </button>
  );
}
