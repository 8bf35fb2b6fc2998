import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { classNames } from "../../ui/classNames.ts";
import styles from "./Content.module.css";
import { useInspect } from "./inspectStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

interface DigestLinkProps {
  readonly repository: string;
  /** What the digest names. */
  readonly descriptor: Descriptor;
  /** Whether that is a blob: a config, a layer, a statement. Registries keep them apart from manifests. */
  readonly isBlob?: boolean;
  readonly of: string;
}

/** A digest that opens what it names in the same repository. */
export function DigestLink({ repository, descriptor, isBlob = false, of }: DigestLinkProps) {
  const open = useInspect((state) => state.open);
  const { mediaType, digest, size } = descriptor;
  const short = shortDigest(digest);
  return (
    <TooltipTrigger delay={300} closeDelay={50}>
      <Button
        className={classNames(styles["link"])}
        aria-label={`Inspect ${short}, ${escapeInvisible(of)}`}
        onPress={() => open(`${repository}@${digest}`, isBlob ? { mediaType, digest, size } : null)}
      >
        {short}
      </Button>
      <Tooltip className={classNames(styles["tooltip"])} offset={4}>
        {digest}
      </Tooltip>
    </TooltipTrigger>
  );
}
