import { useMemo, useState } from "react";
import { countOf } from "../../../../shared/countOf.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogConfirm } from "../../../ui/DialogConfirm.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { formatBytes } from "../../../ui/format.ts";
import { DialogBody, DialogFoot } from "../../../ui/ModalDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { PlanView } from "../../push/PlanView.tsx";
import { confirmLabel } from "../../push/confirmLabel.ts";
import { sumPlan } from "../../push/planTotals.ts";
import { requiredConfirmations, unreadableTags } from "../../push/requiredConfirmations.ts";
import { RetagLosses } from "../../push/RetagLosses.tsx";
import { CopyHeading } from "./CopyHeading.tsx";
import { useCopyTags } from "./copyStore.ts";
import styles from "./CopyTags.module.css";
import type { PlannedCopy } from "./planCopies.ts";

const noSteps = {};

/** Sums up what all plans do: `Creates 3 tags, moves 1; 24 MB to copy`. */
function summarize(plans: readonly PlannedCopy[]): string {
  const totals = plans.map(({ plan }) => sumPlan(plan));
  const sum = (count: (total: (typeof totals)[number]) => number): number =>
    totals.reduce((all, total) => all + count(total), 0);
  const bytes = sum(({ copiedBytes }) => copiedBytes);
  return [
    countOf(
      sum(({ created }) => created.length),
      "new tag",
    ),
    `${sum(({ moved }) => moved.length)} moved`,
    `${sum(({ unchanged }) => unchanged.length)} unchanged`,
    bytes > 0 ? `${formatBytes(bytes)} to copy` : "nothing to copy",
  ].join(" · ");
}

/** The review of copies of several digests: a plan for each, confirmed together. */
export function CopyReview({ plans }: { readonly plans: readonly PlannedCopy[] }) {
  const { edit, start } = useCopyTags.getState();
  const confirmations = useMemo(
    () => plans.flatMap(({ plan }) => requiredConfirmations(plan, [])),
    [plans],
  );
  const [isConfirmed, setConfirmed] = useState(false);
  const unreadable = plans.flatMap(({ plan }) => unreadableTags(plan));
  const hasWork = plans.some(({ plan }) => confirmLabel(plan) !== undefined);
  return (
    <>
      <DialogBody>
        {unreadable.length > 0 && (
          <Note
            look="note"
            message={`Couldn't read the current content of ${unreadable.join(", ")}, so what is dropped there is unknown.`}
          />
        )}
        {plans.map((copy) => (
          <section
            key={copy.plan.id}
            aria-label={escapeInvisible(copy.tags.join(", "))}
            className={classNames(styles["plan"])}
          >
            <CopyHeading copy={copy} />
            <RetagLosses request={copy.request} />
            <PlanView plan={copy.plan} steps={noSteps} of={copy.tags.join(", ")} />
          </section>
        ))}
      </DialogBody>
      <DialogConfirm
        confirmations={hasWork ? confirmations : []}
        action="Copy anyway."
        isConfirmed={isConfirmed}
        onChange={setConfirmed}
      />
      <DialogFoot
        words={`${summarize(plans)}. One digest after the other; a failure stops the rest.`}
      >
        <Button autoFocus onPress={edit}>
          Back
        </Button>
        <Button
          look="primary"
          isDisabled={!hasWork || (confirmations.length > 0 && !isConfirmed)}
          onPress={start}
        >
          {hasWork ? `Copy ${countOf(plans.length, "digest")}` : "Nothing to copy"}
        </Button>
      </DialogFoot>
    </>
  );
}
