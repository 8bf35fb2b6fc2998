import { useEffect, useMemo } from "react";
import type { EvidenceLists, EvidenceView } from "../../../../shared/evidence.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import { KeptFiltersContext } from "../../../ui/RecordTable.tsx";
import { currentVisit, useInspect } from "../inspectStore.ts";
import { Property } from "../Properties.tsx";
import { ArtifactList } from "./ArtifactList.tsx";
import styles from "./Evidence.module.css";
import { evidenceProblem } from "./evidenceProblem.ts";
import { useEvidenceProblems } from "./evidenceProblems.ts";
import { PredicateContent } from "./PredicateContent.tsx";
import { knownPredicate } from "./predicateName.ts";
import { SignatureProperties } from "./SignatureProperties.tsx";
import { useTableFilters } from "./tableFilters.ts";

interface EvidenceContentProps {
  readonly evidence: EvidenceView;
  readonly repository: string;
  /** The digest of the image that it should be about, if it was opened from that image. */
  readonly attests: string | undefined;
  /** `repository@digest` of the document and of the artifact it is in: the tree marks them if it is about other content. */
  readonly places: readonly string[];
}

function typeText(predicateType: string): string {
  const name = knownPredicate(predicateType);
  return name === undefined ? predicateType : `${name} (${predicateType})`;
}

/** What the rows of a list are called, in the sentence that some of them are not kept. */
const rowNames: Readonly<Record<keyof EvidenceLists, string>> = {
  subjects: "subjects",
  steps: "build steps",
  materials: "materials",
  packages: "packages",
  statements: "statements",
  vulnerabilities: "vulnerabilities",
};

/** A statement or signature about an image, readable. Nothing in it is verified. */
export function EvidenceContent({ evidence, repository, attests, places }: EvidenceContentProps) {
  const { signature, statement, notice } = evidence;
  const isDecoded = signature !== undefined || statement !== undefined;
  const about = statement?.subjects ?? signature?.signed ?? [];
  const problem = useMemo(() => evidenceProblem(evidence, attests), [evidence, attests]);
  const repositoryOf = useMemo(() => () => repository, [repository]);
  // Paths of layouts may have spaces, but no line breaks.
  const placesKey = places.join("\n");
  useEffect(
    () => useEvidenceProblems.getState().keepProblem(placesKey.split("\n"), attests, problem),
    [placesKey, attests, problem],
  );
  const kept = useMemo(() => {
    const root = currentVisit(useInspect.getState())?.trail[0].text ?? "";
    const keyOf = (label: string): string => `${root} ${placesKey} ${label}`;
    return {
      filterOf: (label: string) => useTableFilters.getState().filters[keyOf(label)] ?? "",
      keep: (label: string, filter: string) =>
        useTableFilters.getState().keep(keyOf(label), filter),
    };
  }, [placesKey]);
  const more = Object.entries(statement?.more ?? {}) as readonly [keyof EvidenceLists, number][];
  return (
    <div className={classNames(styles["evidence"])}>
      {isDecoded && (
        <Note
          look="note"
          message="Decoded, not verified: the app does not check signatures, and anyone who can push can write such a document."
        />
      )}
      {notice !== undefined && <Note look="note" message={notice} />}
      {problem !== undefined && <Note look="warning" message={problem.message} />}
      {more.map(([list, number]) => (
        <Note
          key={list}
          look="note"
          message={`Too many ${rowNames[list]} to list: ${number.toLocaleString("en")} more are in Raw.`}
        />
      ))}
      <dl>
        {statement !== undefined && statement.predicateType !== "" && (
          <Property name="Says">{typeText(statement.predicateType)}</Property>
        )}
        {about.length > 0 && (
          <Property name="About">
            <ArtifactList artifacts={about} repositoryOf={repositoryOf} noun="subject" />
          </Property>
        )}
        {signature !== undefined && <SignatureProperties signature={signature} />}
      </dl>
      {statement !== undefined && (
        <KeptFiltersContext value={kept}>
          <PredicateContent predicate={statement.predicate} />
        </KeptFiltersContext>
      )}
    </div>
  );
}
