import type { LayerRow } from "../../../shared/inspection.ts";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";

interface LayerListProps {
  readonly layers: readonly LayerRow[];
  readonly repository: string;
}

/** The layers of an image or artifact, in order, each with the command that created it. */
export function LayerList({ layers, repository }: LayerListProps) {
  // An image may list the same layer twice, so the position is part of the key.
  const items = layers.map((layer, at) => ({ ...layer, key: `${at} ${layer.descriptor.digest}` }));
  return (
    <ol className={classNames(styles["layers"])}>
      {items.map(({ key, descriptor, createdBy }) => (
        <li key={key} className={classNames(styles["layer"])}>
          <DigestLink repository={repository} descriptor={descriptor} isBlob of="the layer" />
          <span
            className={classNames(styles["muted"])}
            title={escapeInvisible(descriptor.mediaType)}
          >
            <UntrustedText
              text={
                descriptor.annotations?.["org.opencontainers.image.title"] ??
                mediaTypeName(descriptor.mediaType)
              }
            />
          </span>
          <span className={classNames(styles["size"])}>{formatBytes(descriptor.size)}</span>
          {createdBy !== undefined && (
            <code
              className={classNames(styles["createdBy"])}
              title={escapeInvisible(createdBy)}
              data-selectable
            >
              <UntrustedText text={createdBy} />
            </code>
          )}
        </li>
      ))}
    </ol>
  );
}
