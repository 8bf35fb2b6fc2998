import type { InspectedContent } from "../../../shared/inspection.ts";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/countOf.ts";
import { formatBytes } from "../../ui/format.ts";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { CommonFacts, Fact } from "./Properties.tsx";
import { Layers } from "./LayerList.tsx";

interface ArtifactContentProps {
  readonly content: Extract<InspectedContent, { kind: "artifact" }>;
  readonly repository: string;
}

/** A manifest that is no image: an attestation, a signature, a chart, files. */
export function ArtifactContent({ content, repository }: ArtifactContentProps) {
  const { config, layers } = content;
  return (
    <div className={classNames(styles["columns"])}>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>Artifact</h3>
        <CommonFacts content={content} repository={repository} />
        {config !== undefined && (
          <dl className={classNames(styles["facts"])}>
            <Fact name="Config">
              <DigestLink repository={repository} descriptor={config} isBlob of="the config" />{" "}
              {mediaTypeName(config.mediaType)} {formatBytes(config.size)}
            </Fact>
          </dl>
        )}
      </div>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>{countOf(layers.length, "layer")}</h3>
        <Layers layers={layers} repository={repository} />
      </div>
    </div>
  );
}
