import { useMemo, useState } from "react";
import type { Plan } from "../../../shared/plan.ts";
import type { Finding } from "../../../shared/preview.ts";
import { FullDigests } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { Note } from "../../ui/Note.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useAllFindings } from "../compose/result/useFindings.ts";
import { confirmLabel } from "./confirmLabel.ts";
import { MovedTargets } from "./PlanDifferences.tsx";
import { summarizePlan } from "./planSummary.ts";
import { PlanView } from "./PlanView.tsx";
import styles from "./PushDialog.module.css";
import { type PushStateOf, type SaveState, usePush } from "./pushStore.ts";
import { pushWords } from "../../../shared/pushWords.ts";
import { requiredConfirmations, unreadableTags } from "./requiredConfirmations.ts";
import { openCompare } from "../compare/openCompare.ts";
import { RetagLosses } from "./RetagLosses.tsx";
import { ReviewWarnings } from "./ReviewWarnings.tsx";

const noFindings: readonly Finding[] = [];
const noSteps = {};

/** The result of saving the plan to a file. */
function SaveStatus({ save }: { readonly save: SaveState }) {
  switch (save.kind) {
    case "none":
    case "saving":
      return null;
    case "saved":
      return (
        <div className={classNames(styles["saved"])} role="status">
          <Note look="note" message={`The plan was saved to ${save.path}.`} />
        </div>
      );
    case "failed":
      return (
        <div className={classNames(styles["saved"])}>
          <FailureNote failure={save.failure} />
        </div>
      );
  }
}

interface ConfirmationProps {
  readonly kind: Plan["kind"];
  /** What to confirm, a sentence each. */
  readonly sentences: readonly string[];
  readonly isConfirmed: boolean;
  readonly onChange: (confirmed: boolean) => void;
}

function Confirmation({ kind, sentences, isConfirmed, onChange }: ConfirmationProps) {
  return (
    <div className={classNames(styles["confirm"])}>
      <CheckBox isSelected={isConfirmed} onChange={onChange}>
        {escapeInvisible(sentences.join(" "))} {pushWords[kind].imperative} anyway.
      </CheckBox>
    </div>
  );
}

/** Leaves the review for a detailed comparison of the first tag that changes with the result; the draft stays. */
function CompareButton({ plan }: { readonly plan: Plan }) {
  const changed = plan.repositories
    .flatMap(({ tags }) => tags)
    .find(({ before, after }) => before !== null && before !== after && after === plan.root.digest);
  return changed === undefined ? null : (
    <Button
      look="quiet"
      small
      onPress={() => {
        usePush.getState().close();
        openCompare({ kind: "reference", text: changed.name }, { kind: "draft" });
      }}
    >
      Close and compare in detail
    </Button>
  );
}

/** The push dialog with the plan, before it is executed. */
export function ReviewView({ state }: { readonly state: PushStateOf<"review"> }) {
  const { plan, request, save } = state;
  const actions = usePush.getState();
  const label = confirmLabel(plan);
  const isDraft = request.kind === "compose";
  const draftFindings = useAllFindings();
  const findings = isDraft ? draftFindings : noFindings;
  const confirmations = useMemo(() => requiredConfirmations(plan, findings), [plan, findings]);
  const unreadable = useMemo(() => unreadableTags(plan), [plan]);
  // The text that was confirmed: a new finding has to be confirmed again.
  const question = confirmations.join("\n");
  const [confirmedText, setConfirmedText] = useState("");
  const isConfirmed = confirmedText === question;
  const [isFull, setFull] = useState(false);
  return (
    <>
      <DialogBody>
        <SaveStatus save={save} />
        <ReviewWarnings findings={findings} isDraft={isDraft} unreadable={unreadable} />
        {request.kind === "retag" && <RetagLosses request={request} />}
        <div className={classNames(styles["options"])}>
          <Switch isSelected={isFull} onChange={setFull}>
            Full digests
          </Switch>
          {isDraft && <CompareButton plan={plan} />}
        </div>
        <FullDigests value={isFull}>
          {isDraft && <MovedTargets plan={plan} />}
          <PlanView plan={plan} steps={noSteps} />
        </FullDigests>
      </DialogBody>
      {label !== undefined && confirmations.length > 0 && (
        <Confirmation
          kind={plan.kind}
          sentences={confirmations}
          isConfirmed={isConfirmed}
          onChange={(confirmed) => setConfirmedText(confirmed ? question : "")}
        />
      )}
      <DialogFoot words={summarizePlan(plan)}>
        <Button autoFocus onPress={actions.close}>
          Cancel
        </Button>
        {/* Not disabled while saving: a disabled button loses the focus, and Escape would not close the dialog. */}
        <Button isPending={save.kind === "saving"} onPress={() => void actions.save()}>
          Save plan…
        </Button>
        <Button
          look="primary"
          isDisabled={label === undefined || !isConfirmed}
          onPress={actions.start}
        >
          <span
            title={
              label === undefined
                ? undefined
                : escapeInvisible(`${confirmLabel(plan, Infinity)} (${plan.root.digest})`)
            }
          >
            {escapeInvisible(label ?? "Nothing to push")}
          </span>
        </Button>
      </DialogFoot>
    </>
  );
}
