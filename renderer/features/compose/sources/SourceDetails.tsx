import type { SourceSummary } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { PlatformList } from "../../../image/PlatformList.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { formatBytes } from "../../../ui/format.ts";
import styles from "./SourceRow.module.css";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** The platforms and the digest of a resolved source; hover shows its media type and size. */
export function SourceDetails({ source }: { readonly source: SourceSummary }) {
  const { mediaType, size, platforms, attestations, digest, name } = source;
  const type = `${mediaTypeName(mediaType)} (${mediaType}), ${formatBytes(size)}`;
  return (
    <div className={classNames(styles["details"])} title={escapeInvisible(type)}>
      <span className={classNames(styles["platforms"])}>
        {platforms.length > 0 ? <PlatformList platforms={platforms} /> : "no platform"}
        {attestations > 0 && ` · ${countOf(attestations, "attestation")}`}
      </span>
      <Digest digest={digest} of={name} />
    </div>
  );
}
