import type { EvidenceArtifact } from "../../../../shared/evidence.ts";
import { Digest } from "../../../image/Digest.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { LinkText } from "../../../ui/LinkText.tsx";
import { DigestLink } from "../DigestLink.tsx";
import styles from "./Evidence.module.css";

/** Most artifacts that are shown at once. */
const maxShown = 50;

interface ArtifactListProps {
  readonly artifacts: readonly EvidenceArtifact[];
  /** Where an artifact's digests are opened; undefined: nowhere. */
  readonly repositoryOf: (artifact: EvidenceArtifact) => string | undefined;
}

/** Subjects of a statement, or what a build used. The digests of images are links. */
export function ArtifactList({ artifacts, repositoryOf }: ArtifactListProps) {
  const shown = artifacts
    .slice(0, maxShown)
    .map((artifact, at) => ({ ...artifact, repository: repositoryOf(artifact), key: at }));
  return (
    <>
      <ul className={classNames(styles["artifacts"])}>
        {shown.map(({ key, name, digests, repository }) => (
          <li key={key}>
            {name !== "" && <LinkText text={name} />}
            {digests.map((digest) =>
              digest.startsWith("sha256:") && repository !== undefined ? (
                <DigestLink
                  key={digest}
                  repository={repository}
                  descriptor={{ mediaType: "", digest, size: 0 }}
                  of={name === "" ? "the artifact" : name}
                />
              ) : (
                <Digest key={digest} digest={digest} of={name} />
              ),
            )}
          </li>
        ))}
      </ul>
      {artifacts.length > maxShown && <p>and {artifacts.length - maxShown} more, in Raw</p>}
    </>
  );
}
