import type { InspectedContent } from "../../../shared/inspection.ts";
import { artifactName } from "../../image/artifactName.ts";
import { MediaTypeText } from "../../image/MediaTypeText.tsx";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import styles from "./Content.module.css";
import { DigestLink } from "./DigestLink.tsx";
import { hasSignatures } from "./evidence/signatureName.ts";
import { SingleDocument, singleDocument } from "./evidence/SingleDocument.tsx";
import { LayerList } from "./LayerList.tsx";
import { CommonProperties, Property } from "./Properties.tsx";

interface ArtifactContentProps {
  readonly content: Extract<InspectedContent, { kind: "artifact" | "image" }>;
  readonly repository: string;
  /** The digest of the image that it was opened from. */
  readonly attests: string | undefined;
  /** `repository@digest` of the artifact, and of what it was opened from as evidence. */
  readonly places: readonly string[];
}

/** Whether a manifest has no field that is shown, as one of an unknown type. */
function hasNothing(content: ArtifactContentProps["content"]): boolean {
  const { config, layers, subject, annotations } = content;
  const type = content.kind === "artifact" ? content.artifactType : undefined;
  const isBare = config === undefined && subject === undefined && type === undefined;
  return isBare && layers.length === 0 && Object.keys(annotations).length === 0;
}

/** What an artifact is, by its type or that of its config: `Helm chart`. */
function nameOf(content: ArtifactContentProps["content"]): string {
  const type = content.kind === "artifact" ? content.artifactType : undefined;
  return artifactName(type ?? content.config?.mediaType ?? "") ?? "Artifact";
}

/** A manifest that is not an image: an attestation, a signature, a chart or files. */
export function ArtifactContent({ content, repository, attests, places }: ArtifactContentProps) {
  const { config, layers } = content;
  const about = attests ?? content.subject?.digest;
  const document = singleDocument(layers);
  const areSignatures = hasSignatures(layers);
  return (
    <div className={classNames(styles[document === undefined ? "columns" : "column"])}>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>{nameOf(content)}</h3>
        {hasNothing(content) && (
          <p className={classNames(styles["none"])}>
            Nothing in this manifest is known to the app. Raw shows its bytes.
          </p>
        )}
        <CommonProperties content={content} repository={repository} />
        {config !== undefined && (
          <dl className={classNames(styles["facts"])}>
            <Property name="Config">
              <DigestLink repository={repository} descriptor={config} isBlob of="the config" />{" "}
              <MediaTypeText mediaType={config.mediaType} /> {formatBytes(config.size)}
            </Property>
          </dl>
        )}
      </div>
      <div className={classNames(styles["column"])}>
        <h3 className={classNames(styles["count"])}>
          {countOf(layers.length, areSignatures ? "signature" : "layer")}
        </h3>
        <LayerList layers={layers} repository={repository} attests={about} />
      </div>
      {document !== undefined && (
        <SingleDocument
          key={document.digest}
          repository={repository}
          descriptor={document}
          attests={about}
          places={places}
        />
      )}
    </div>
  );
}
