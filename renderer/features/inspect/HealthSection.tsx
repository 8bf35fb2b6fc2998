import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { countOf } from "../../../shared/countOf.ts";
import type { ForeignLayer, HealthProblem } from "../../../shared/inspection.ts";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { LinkText } from "../../ui/LinkText.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { type HealthCheck, useContents } from "./contentsStore.ts";
import styles from "./Content.module.css";
import { problemNames } from "./entryFacts.ts";
import { RepairDialog } from "./RepairDialog.tsx";

/** Problems that are shown at once. */
const maxShown = 200;

interface ProblemsProps {
  readonly problems: readonly HealthProblem[];
  /** The number of problems besides. */
  readonly moreProblems: number;
}

function Problems({ problems, moreProblems }: ProblemsProps) {
  const hidden = Math.max(0, problems.length - maxShown) + moreProblems;
  const shown = problems.slice(0, maxShown).map((problem, at) => ({ ...problem, at }));
  return (
    <>
      <ul className={classNames(styles["layers"])}>
        {shown.map(({ at, kind, name, message, digest }) => (
          <li key={at} className={classNames(styles["evidenceLine"])} data-selectable>
            <span className={classNames(styles["problem"])}>
              <CircleAlert size={12} aria-hidden /> {problemNames[kind]}
            </span>
            <strong>
              <UntrustedText text={name} />
            </strong>
            <Digest digest={digest} of={name} />
            <span>
              <UntrustedText text={message} />
            </span>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className={classNames(styles["none"])}>and {hidden} more</p>}
    </>
  );
}

/** The layers that were not looked up, since clients get them elsewhere. */
function ForeignLayers({ layers }: { readonly layers: readonly ForeignLayer[] }) {
  const hidden = Math.max(0, layers.length - maxShown);
  return (
    <>
      <Note
        look="note"
        message={`${countOf(layers.length, "foreign layer")}: clients get ${layers.length === 1 ? "it" : "them"} from the URL in the manifest, and the registry need not have ${layers.length === 1 ? "it" : "them"}. Not checked.`}
      />
      <ul className={classNames(styles["layers"])}>
        {layers.slice(0, maxShown).map(({ digest, name, url }) => (
          <li key={digest} className={classNames(styles["evidenceLine"])} data-selectable>
            <strong>
              <UntrustedText text={name} />
            </strong>
            <Digest digest={digest} of={name} />
            <span>
              <LinkText text={url} />
            </span>
          </li>
        ))}
      </ul>
      {hidden > 0 && <p className={classNames(styles["none"])}>and {hidden} more</p>}
    </>
  );
}

function Outcome({ check }: { readonly check: HealthCheck }) {
  switch (check.kind) {
    case "failed":
      return (
        <div className={classNames(styles["trouble"])}>
          <RequestFailure failure={check.error} />
        </div>
      );
    case "checked": {
      const { manifests, blobs, problems, moreProblems, foreign } = check.report;
      const checked = `${countOf(manifests, "manifest")} and ${countOf(blobs, "blob")}`;
      return (
        <>
          {problems.length === 0 ? (
            <Note
              look="note"
              message={`All is there: ${checked} exist with the right size and platform.`}
            />
          ) : (
            <>
              <Note
                look="warning"
                message={`${countOf(problems.length + moreProblems, "problem")} in ${checked}.`}
              />
              <Problems problems={problems} moreProblems={moreProblems} />
            </>
          )}
          {foreign.length > 0 && <ForeignLayers layers={foreign} />}
        </>
      );
    }
    case "checking":
    case "stopped":
      return <Problems problems={check.problems} moreProblems={check.moreProblems} />;
  }
}

function problemsOf(check: HealthCheck | undefined): readonly HealthProblem[] {
  switch (check?.kind) {
    case undefined:
    case "failed":
      return [];
    case "checked":
      return check.report.problems;
    case "checking":
    case "stopped":
      return check.problems;
  }
}

interface HealthSectionProps {
  readonly repository: string;
  readonly digest: string;
}

/** Checks on demand that everything an index or image lists exists and fits. */
export function HealthSection({ repository, digest }: HealthSectionProps) {
  const check = useContents((state) => state.health[`${repository}@${digest}`]);
  const { checkHealth, stopHealthCheck } = useContents.getState();
  const [isRepairing, setRepairing] = useState(false);
  const isMissingContent = problemsOf(check).some(({ kind }) => kind === "missing");
  return (
    <div className={classNames(styles["health"])}>
      <p className={classNames(styles["muted"])}>
        Looks up every manifest, config and layer, without downloading layers. Finds what is
        missing, has another size, is for another platform than the index says, and attestations
        without their image.
      </p>
      {check?.kind === "checking" ? (
        <div className={classNames(styles["checking"])}>
          <ProgressLine
            label={`Checked ${check.done} of ${check.total} so far`}
            done={check.done}
            total={check.total}
          />
          <Button onPress={() => stopHealthCheck(repository, digest)}>Cancel</Button>
        </div>
      ) : (
        <div className={classNames(styles["actions"])}>
          <Button onPress={() => checkHealth(repository, digest)}>
            {check === undefined ? "Check" : "Check again"}
          </Button>
          {isMissingContent && <Button onPress={() => setRepairing(true)}>Repair…</Button>}
        </div>
      )}
      {check?.kind === "stopped" && (
        <Note look="note" message={`Stopped after ${check.done} of ${check.total}.`} />
      )}
      {check !== undefined && <Outcome check={check} />}
      {isRepairing && (
        <RepairDialog repository={repository} digest={digest} onClose={() => setRepairing(false)} />
      )}
    </div>
  );
}
