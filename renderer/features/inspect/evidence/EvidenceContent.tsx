import type { EvidenceArtifact, EvidenceView } from "../../../../shared/evidence.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import { Property } from "../Properties.tsx";
import { ArtifactList } from "./ArtifactList.tsx";
import styles from "./Evidence.module.css";
import { PredicateContent } from "./PredicateContent.tsx";
import { knownPredicate } from "./predicateName.ts";
import { SignatureProperties } from "./SignatureProperties.tsx";

interface EvidenceContentProps {
  readonly evidence: EvidenceView;
  readonly repository: string;
  /** The digest of the image that it should be about, if it was opened from that image. */
  readonly attests: string | undefined;
}

/** Whether artifacts name a digest; also if nothing is known of either. */
function names(artifacts: readonly EvidenceArtifact[], digest: string | undefined): boolean {
  const digests = artifacts.flatMap((artifact) => artifact.digests);
  return digest === undefined || digests.length === 0 || digests.includes(digest);
}

function typeText(predicateType: string): string {
  const name = knownPredicate(predicateType);
  return name === undefined ? predicateType : `${name} (${predicateType})`;
}

/** A statement or signature about an image, readable. Nothing in it is verified. */
export function EvidenceContent({ evidence, repository, attests }: EvidenceContentProps) {
  const { signature, statement } = evidence;
  const about = statement?.subjects ?? signature?.signed ?? [];
  return (
    <div className={classNames(styles["evidence"])}>
      <Note
        look="note"
        message="Decoded, not verified: the app does not check signatures, and anyone who can push can write such a document."
      />
      {!names(about, attests) && (
        <Note
          look="warning"
          message={`It is not about the image it belongs to: its subjects do not name ${attests ?? ""}.`}
        />
      )}
      <dl>
        {statement !== undefined && statement.predicateType !== "" && (
          <Property name="Says">{typeText(statement.predicateType)}</Property>
        )}
        {about.length > 0 && (
          <Property name="About">
            <ArtifactList artifacts={about} repositoryOf={() => repository} />
          </Property>
        )}
        {signature !== undefined && <SignatureProperties signature={signature} />}
      </dl>
      {statement !== undefined && <PredicateContent predicate={statement.predicate} />}
      {statement?.moreRecords !== undefined && (
        <p>and {statement.moreRecords.toLocaleString("en")} more, in Raw</p>
      )}
    </div>
  );
}
