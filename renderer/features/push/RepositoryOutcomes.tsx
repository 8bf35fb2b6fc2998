import { Check, CircleAlert, CircleDashed } from "lucide-react";
import type { PushOutcome, RepositoryOutcome } from "../../../shared/plan.ts";
import type { Failure } from "../../../shared/errors.ts";
import { classNames } from "../../ui/classNames.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./OutcomeView.module.css";
import { UntrustedText } from "../../ui/UntrustedText.tsx";

const states = {
  complete: { Icon: Check, words: "content complete" },
  incomplete: { Icon: CircleAlert, words: "content incomplete" },
  untouched: { Icon: CircleDashed, words: "nothing copied" },
} as const;

interface RepositoryRowProps {
  readonly outcome: RepositoryOutcome;
  /** What was said of the push as a whole, which need not be said twice. */
  readonly said: Failure | undefined;
}

function RepositoryRow({ outcome, said }: RepositoryRowProps) {
  const { Icon, words } = states[outcome.content];
  const { failure } = outcome;
  const isNew = failure !== undefined && failure.message !== said?.message;
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
        {words}
      </span>
      {isNew && (
        <div className={classNames(styles["failure"])}>
          <RequestFailure failure={failure} />
        </div>
      )}
    </li>
  );
}

/** How far each repository came, where they are several or one did not get all of its content. */
export function RepositoryOutcomes({ outcome }: { readonly outcome: PushOutcome }) {
  const { repositories, failure } = outcome;
  if (repositories.length < 2 && failure === undefined) {
    return null;
  }
  return (
    <ul aria-label="Repositories" className={classNames(styles["repositories"])}>
      {repositories.map((repository) => (
        <RepositoryRow key={repository.repository} outcome={repository} said={failure} />
      ))}
    </ul>
  );
}
