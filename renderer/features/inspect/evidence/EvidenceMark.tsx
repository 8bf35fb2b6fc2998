import { CircleAlert } from "lucide-react";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { classNames } from "../../../ui/classNames.ts";
import styles from "../Content.module.css";
import { problemNames } from "../entryFacts.ts";
import { evidenceKey, useEvidenceProblems } from "./evidenceProblems.ts";

interface EvidenceMarkProps {
  readonly repository: string;
  readonly descriptor: Descriptor;
  /** The digest of the image that it belongs to. */
  readonly attests: string;
}

/** The mark of evidence that is about other content, or about none by digest, once it was read. */
export function EvidenceMark({ repository, descriptor, attests }: EvidenceMarkProps) {
  const key = evidenceKey(`${repository}@${descriptor.digest}`, attests);
  const problem = useEvidenceProblems((state) => state.problems[key]);
  return problem === undefined ? null : (
    <span className={classNames(styles["problem"])} title={problem.message}>
      <CircleAlert size={11} aria-hidden /> {problemNames[problem.kind]}
    </span>
  );
}
