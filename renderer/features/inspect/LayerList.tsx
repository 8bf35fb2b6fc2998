import type { LayerRow } from "../../../shared/inspection.ts";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/format.ts";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { OutsideText } from "../../ui/UntrustedText.tsx";
import { visibleText } from "../../ui/escapeInvisible.ts";

interface LayersProps {
  readonly layers: readonly LayerRow[];
  readonly repository: string;
}

/** What an image or artifact is made of, in order. */
export function Layers({ layers, repository }: LayersProps) {
  // An image may hold the same layer twice, so its place is part of its key.
  const placed = layers.map((layer, at) => ({ ...layer, key: `${at} ${layer.descriptor.digest}` }));
  return (
    <ol className={classNames(styles["layers"])}>
      {placed.map(({ key, descriptor, createdBy }) => (
        <li key={key} className={classNames(styles["layer"])}>
          <DigestLink repository={repository} descriptor={descriptor} isBlob of="the layer" />
          <span className={classNames(styles["muted"])} title={visibleText(descriptor.mediaType)}>
            <OutsideText
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
              title={visibleText(createdBy)}
              data-selectable
            >
              <OutsideText text={createdBy} />
            </code>
          )}
        </li>
      ))}
    </ol>
  );
}
