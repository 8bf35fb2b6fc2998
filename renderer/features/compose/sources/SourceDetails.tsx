import type { SourceSummary } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { ManifestSize } from "../../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { PlatformList } from "../../../image/PlatformList.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../../shared/countOf.ts";
import styles from "./SourceRow.module.css";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** The media type, digest, size and platforms of a resolved source. */
export function SourceDetails({ source }: { readonly source: SourceSummary }) {
  return (
    <>
      <div className={classNames(styles["details"])}>
        <span title={escapeInvisible(source.mediaType)}>{mediaTypeName(source.mediaType)}</span>
        <Digest digest={source.digest} of={source.name} />
        <ManifestSize size={source.size} />
      </div>
      <div className={classNames(styles["details"])}>
        {source.platforms.length > 0 ? (
          <PlatformList platforms={source.platforms} />
        ) : (
          <span>no platform</span>
        )}
        {source.attestations > 0 && <span>{countOf(source.attestations, "attestation")}</span>}
        {source.isMutable && (
          <span
            className={classNames(styles["mutable"])}
            title="The tag may move later; the digest shown is what gets pushed."
          >
            mutable tag
          </span>
        )}
      </div>
    </>
  );
}
