import { CommandText } from "../../image/CommandText.tsx";
import { classNames } from "../../ui/classNames.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { Note } from "../../ui/Note.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { describeUnfinishedPush } from "./describeUnfinishedPush.ts";
import styles from "./OutcomeView.module.css";
import { PlanView } from "./PlanView.tsx";
import type { ConfirmedPushOf } from "./pushQueueStore.ts";
import { RepositoryOutcomes } from "./RepositoryOutcomes.tsx";

/** The result of a push, also after a failure: the same plan, with what was done of it. */
export function OutcomeView({ push }: { readonly push: ConfirmedPushOf<"done"> }) {
  const { plan, outcome, steps } = push;
  const { failure } = outcome;
  const unfinished = describeUnfinishedPush(outcome);
  const command = failure === undefined ? plan.command : "";
  return (
    <div className={classNames(styles["outcome"])}>
      {failure !== undefined &&
        (failure.code === "cancelled" ? (
          // Cancelled by the user: not an error.
          <Note look="note" message={[failure.message, failure.hint].filter(Boolean).join(" ")} />
        ) : (
          <RequestFailure failure={failure} />
        ))}
      {unfinished !== undefined && <p data-selectable>{unfinished}</p>}
      <div className={classNames(styles["root"])}>
        <code data-selectable>{outcome.root.digest}</code>
        <CopyButton text={outcome.root.digest} label="Copy digest" />
      </div>
      <RepositoryOutcomes outcome={outcome} />
      <p className={classNames(styles["facts"])}>
        {outcome.copiedBytes > 0 ? `${formatBytes(outcome.copiedBytes)} copied` : "No blobs copied"}
        {outcome.mountedBlobs > 0 ? `, ${countOf(outcome.mountedBlobs, "blob")} mounted.` : "."}
      </p>
      <div>
        <PlanView plan={plan} steps={steps} result={outcome} />
      </div>
      {command !== "" && (
        <div className={classNames(styles["command"])}>
          <p className={classNames(styles["facts"])}>The equivalent docker buildx command:</p>
          <CommandText command={command} />
        </div>
      )}
    </div>
  );
}
