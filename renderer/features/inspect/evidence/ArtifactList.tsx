import { useMemo } from "react";
import type { EvidenceArtifact } from "../../../../shared/evidence.ts";
import { Digest } from "../../../image/Digest.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { LinkText } from "../../../ui/LinkText.tsx";
import { type RecordColumn, RecordTable } from "../../../ui/RecordTable.tsx";
import { DigestLink } from "../DigestLink.tsx";
import styles from "./Evidence.module.css";

/** Most artifacts that are listed as they are; more are in a table, which has only visible rows. */
const maxListed = 20;

interface ArtifactProps {
  readonly artifact: EvidenceArtifact;
  /** Where an artifact's digests are opened; undefined: nowhere. Always the same function. */
  readonly repositoryOf: (artifact: EvidenceArtifact) => string | undefined;
}

interface ArtifactListProps extends Pick<ArtifactProps, "repositoryOf"> {
  readonly artifacts: readonly EvidenceArtifact[];
  /** What one of them is: `material`. */
  readonly noun: string;
  /** If it is not the noun with an s. */
  readonly plural?: string | undefined;
}

/** The name of an artifact. */
function Name({ artifact: { name } }: { readonly artifact: EvidenceArtifact }) {
  return name === "" ? null : (
    <span>
      <LinkText text={name} />
    </span>
  );
}

/** The digests of an artifact: those of an image are links. */
function Digests({ artifact, repositoryOf }: ArtifactProps) {
  const { name, digests } = artifact;
  const repository = repositoryOf(artifact);
  return digests.map((digest) =>
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
  );
}

function columnsWith(
  repositoryOf: ArtifactProps["repositoryOf"],
): readonly RecordColumn<EvidenceArtifact>[] {
  return [
    {
      title: "Name",
      width: "minmax(0, 3fr)",
      text: ({ name }) => name,
      cell: (artifact) => <Name artifact={artifact} />,
    },
    {
      title: "Digests",
      width: "minmax(0, 2fr)",
      text: ({ digests }) => digests.join(" "),
      cell: (artifact) => <Digests artifact={artifact} repositoryOf={repositoryOf} />,
    },
  ];
}

/** Subjects of a statement, or what a build used. */
export function ArtifactList({ artifacts, repositoryOf, ...words }: ArtifactListProps) {
  const columns = useMemo(() => columnsWith(repositoryOf), [repositoryOf]);
  if (artifacts.length > maxListed) {
    const { noun, plural = `${noun}s` } = words;
    return (
      <RecordTable
        label={plural}
        noun={noun}
        plural={plural}
        columns={columns}
        records={artifacts}
      />
    );
  }
  const listed = artifacts.map((artifact, key) => ({ artifact, key }));
  return (
    <ul className={classNames(styles["artifacts"])}>
      {listed.map(({ artifact, key }) => (
        <li key={key}>
          <Name artifact={artifact} />
          <Digests artifact={artifact} repositoryOf={repositoryOf} />
        </li>
      ))}
    </ul>
  );
}
