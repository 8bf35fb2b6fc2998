import { Check, CircleAlert, CircleDashed } from "lucide-react";
import type { Failure } from "../../../shared/errors.ts";
import type { PushOutcome, RepositoryOutcome } from "../../../shared/plan.ts";
import { classNames } from "../../ui/classNames.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./OutcomeView.module.css";

const states = {
  complete: { Icon: Check, label: "content complete" },
  incomplete: { Icon: CircleAlert, label: "content incomplete" },
  untouched: { Icon: CircleDashed, label: "nothing copied" },
} as const;

interface RepositoryRowProps {
  readonly outcome: RepositoryOutcome;
  /** The failure of the whole push, which is shown above and not repeated. */
  readonly pushFailure: Failure | undefined;
}

function RepositoryRow({ outcome, pushFailure }: RepositoryRowProps) {
  const { Icon, label } = states[outcome.content];
  const { failure } = outcome;
  return (
    <li className={classNames(styles["repository"])}>
      <span className={classNames(styles["name"])} data-selectable>
        <UntrustedText text={outcome.repository} />
      </span>
      <span
        className={classNames(
          styles["content"],
          outcome.content === "complete" && styles["complete"],
        )}
      >
        <Icon size={13} aria-hidden />
        {label}
      </span>
      {failure !== undefined && failure.message !== pushFailure?.message && (
        <div className={classNames(styles["failure"])}>
          <RequestFailure failure={failure} />
        </div>
      )}
    </li>
  );
}

/** The result for each repository. Not shown for a single repository without a failure. */
export function RepositoryOutcomes({ outcome }: { readonly outcome: PushOutcome }) {
  const { repositories, failure } = outcome;
  if (repositories.length < 2 && failure === undefined) {
    return null;
  }
  return (
    <ul aria-label="Repositories" className={classNames(styles["repositories"])}>
      {repositories.map((repository) => (
        <RepositoryRow key={repository.repository} outcome={repository} pushFailure={failure} />
      ))}
    </ul>
  );
}
