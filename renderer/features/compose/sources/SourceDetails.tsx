import type { ResolvedSource } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { ManifestSize } from "../../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { PlatformList } from "../../../image/PlatformList.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../ui/format.ts";
import styles from "./SourceRow.module.css";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** What a source turned out to be. */
export function SourceDetails({ source }: { readonly source: ResolvedSource }) {
  return (
    <>
      <div className={classNames(styles["facts"])}>
        <span title={escapeInvisible(source.mediaType)}>{mediaTypeName(source.mediaType)}</span>
        <Digest digest={source.digest} of={source.name} />
        <ManifestSize size={source.size} />
      </div>
      <div className={classNames(styles["facts"])}>
        {source.platforms.length > 0 ? (
          <PlatformList platforms={source.platforms} />
        ) : (
          <span>no platform</span>
        )}
        {source.attestations > 0 && <span>{countOf(source.attestations, "attestation")}</span>}
        {source.movable && (
          <span
            className={classNames(styles["movable"])}
            title="A tag: tomorrow it may point elsewhere. What is pushed is the digest shown here."
          >
            movable tag
          </span>
        )}
      </div>
    </>
  );
}
