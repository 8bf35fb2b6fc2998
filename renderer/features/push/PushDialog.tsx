import type { Failure } from "../../../shared/errors.ts";
import { useEffect, useMemo, useState } from "react";
import type { Finding } from "../../../shared/preview.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useAllFindings } from "../compose/result/useFindings.ts";
import { useHistory } from "../history/historyStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { Button } from "../../ui/Button.tsx";
import { canRetry } from "../registries/failureRemedies.ts";
import { CheckBox } from "../../ui/CheckBox.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { formatBytes } from "../../ui/format.ts";
import { DialogBody, DialogFoot, ModalDialog } from "../../ui/ModalDialog.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FullDigests } from "../../image/Digest.tsx";
import { useNavigation } from "../../navigation.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { RetagLosses } from "./RetagLosses.tsx";
import { OutcomeView } from "./OutcomeView.tsx";
import { confirmLabel, summarizePlan } from "./planSummary.ts";
import styles from "./PushDialog.module.css";
import { PlanView } from "./PlanView.tsx";
import { arrivedOf, copiesOf } from "./planProgress.ts";
import { reviewRisks } from "./requiredConfirmations.ts";
import { ReviewWarnings } from "./ReviewWarnings.tsx";
import { formatSpeed, useTransferSpeed } from "./transferSpeed.ts";
import { type PushState, type SaveState, usePush } from "./pushStore.ts";
import { dialogTitle } from "./dialogTitle.ts";

type In<K extends PushState["kind"]> = Extract<PushState, { kind: K }>;

const noSteps = {};

function Planning({ state }: { readonly state: In<"planning"> }) {
  const cancel = usePush((slice) => slice.cancel);
  const { progress } = state;
  return (
    <>
      <DialogBody>
        <ProgressLine
          label={
            progress?.message ??
            (state.request.kind === "open"
              ? "Choose the file of a plan…"
              : "Working out what a push would do…")
          }
          done={progress?.done ?? 0}
          total={progress?.total ?? 0}
        />
      </DialogBody>
      <DialogFoot words="Nothing is pushed yet.">
        <Button autoFocus onPress={cancel}>
          Cancel
        </Button>
      </DialogFoot>
    </>
  );
}

function Refused({ state }: { readonly state: In<"refused"> }) {
  const { makePlan, close } = usePush.getState();
  const moved = isOutdated(state.failure);

  function recheckTarget(): void {
    if (state.request.kind === "compose") {
      // The person sees what it is now before anything is planned anew.
      close();
      useCompose.getState().refresh();
    } else {
      makePlan(state.request);
    }
  }

  function editTargets(): void {
    close();
    useInspect.getState().startRetag();
  }

  return (
    <>
      <DialogBody>
        <RequestFailure failure={state.failure} />
      </DialogBody>
      <DialogFoot
        words={
          moved ? "Something moved since you looked. Nothing was pushed." : "Nothing was pushed."
        }
      >
        <Button autoFocus onPress={close}>
          Close
        </Button>
        {state.request.kind === "retag" && <Button onPress={editTargets}>Edit targets</Button>}
        {moved && (
          <Button look="primary" onPress={recheckTarget}>
            Look again
          </Button>
        )}
        {!moved && canRetry(state.failure) && (
          <Button look="primary" onPress={() => makePlan(state.request)}>
            Try again
          </Button>
        )}
      </DialogFoot>
    </>
  );
}

/** What came of saving the plan. */
function Saved({ save }: { readonly save: SaveState }) {
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

const noFindings: readonly Finding[] = [];

/** What has to be agreed to before the push, in one tick. */
function Confirmation({
  toConfirm,
  confirmed,
  onChange,
}: {
  readonly toConfirm: readonly string[];
  readonly confirmed: boolean;
  readonly onChange: (confirmed: boolean) => void;
}) {
  return (
    <div className={classNames(styles["confirm"])}>
      <CheckBox isSelected={confirmed} onChange={onChange}>
        {escapeInvisible(toConfirm.join(" "))} Push anyway.
      </CheckBox>
    </div>
  );
}

function Review({ state }: { readonly state: In<"review"> }) {
  const { plan, request, save } = state;
  const actions = usePush.getState();
  const label = confirmLabel(plan);
  const isDraft = request.kind === "compose";
  const draftFindings = useAllFindings();
  const findings = isDraft ? draftFindings : noFindings;
  const { toConfirm, unknown } = useMemo(() => reviewRisks(plan, findings), [plan, findings]);
  // Agreed to is what was read: anything else that turns up asks again.
  const question = toConfirm.join("\n");
  const [agreedTo, setAgreedTo] = useState("");
  const confirmed = agreedTo === question;
  const [full, setFull] = useState(false);
  return (
    <>
      <DialogBody>
        <Saved save={save} />
        <ReviewWarnings findings={findings} isDraft={isDraft} unknown={unknown} />
        {request.kind === "retag" && <RetagLosses request={request} />}
        <div className={classNames(styles["options"])}>
          <Switch isSelected={full} onChange={setFull}>
            Full digests
          </Switch>
        </div>
        <FullDigests value={full}>
          <PlanView plan={plan} steps={noSteps} />
        </FullDigests>
      </DialogBody>
      {label !== null && toConfirm.length > 0 && (
        <Confirmation
          toConfirm={toConfirm}
          confirmed={confirmed}
          onChange={(on) => setAgreedTo(on ? question : "")}
        />
      )}
      <DialogFoot words={summarizePlan(plan)}>
        <Button autoFocus onPress={actions.close}>
          Cancel
        </Button>
        {/* Not disabled meanwhile: it would lose the focus, and Escape with it. */}
        <Button isPending={save.kind === "saving"} onPress={() => void actions.save()}>
          Save plan…
        </Button>
        <Button look="primary" isDisabled={label === null || !confirmed} onPress={actions.start}>
          <span
            title={
              label === null
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

const phaseWords = {
  content: "Copying content",
  root: "Putting the root manifest",
  tags: "Moving tags",
} as const;

function Pushing({ state }: { readonly state: In<"pushing"> }) {
  const cancel = usePush((slice) => slice.cancel);
  const { progress, cancelling } = state;
  const phase = cancelling ? "Stopping" : phaseWords[progress?.phase ?? "content"];
  const done = progress?.doneBytes ?? 0;
  const total = progress?.totalBytes ?? 0;
  const copies = useMemo(() => copiesOf(state.plan), [state.plan]);
  const copied = useMemo(() => arrivedOf(copies, state.steps), [copies, state.steps]);
  const toCopy = useMemo(() => copies.reduce((sum, { size }) => sum + size, 0), [copies]);
  const speed = useTransferSpeed(copied);
  const words =
    progress?.phase === "content" && !cancelling ? formatSpeed(speed, toCopy - copied) : "";
  return (
    <>
      <DialogBody>
        <PlanView plan={state.plan} steps={state.steps} />
      </DialogBody>
      <DialogFoot
        words={
          <ProgressLine
            label={
              total > 0
                ? `${phase}: ${formatBytes(done)} of ${formatBytes(total)}${words}`
                : `${phase}…`
            }
            done={done}
            total={total}
          />
        }
      >
        <Button autoFocus isPending={cancelling} onPress={cancel}>
          {cancelling ? "Stopping…" : "Cancel"}
        </Button>
      </DialogFoot>
    </>
  );
}

function Done({ state }: { readonly state: In<"done"> }) {
  const { makePlan, close } = usePush.getState();
  const { outcome, plan } = state;
  const named = plan.repositories
    .flatMap(({ tags }) => tags)
    .find(({ after }) => after === plan.root.digest);
  // Whatever came of it, the targets may hold something else now, and the journal tells of it.
  useEffect(() => {
    useCompose.getState().recheckTargets();
    void useHistory.getState().read();
  }, []);
  const retagged = state.request.kind === "retag" && outcome.failure === undefined;
  useEffect(() => {
    if (retagged) {
      useInspect.getState().endRetag();
    }
  }, [retagged]);

  function inspect(): void {
    close();
    if (named !== undefined) {
      useNavigation.getState().show("inspect");
      useInspect.getState().open(named.name);
    }
  }

  return (
    <>
      <DialogBody>
        <OutcomeView plan={plan} outcome={outcome} />
      </DialogBody>
      <DialogFoot>
        {outcome.failure !== undefined && (
          <Button onPress={() => makePlan({ kind: "resume", journalId: outcome.journalId })}>
            Resume…
          </Button>
        )}
        {outcome.failure === undefined && named !== undefined && (
          <Button onPress={inspect}>Inspect the result</Button>
        )}
        <Button look="primary" autoFocus onPress={close}>
          Close
        </Button>
      </DialogFoot>
    </>
  );
}

/** From the plan to its result: what will happen, what is happening, what happened. */
export function PushDialog() {
  const state = usePush((slice) => slice.state);
  const close = usePush((slice) => slice.close);
  return (
    <ModalDialog
      label="Review push"
      title={dialogTitle(state)}
      isOpen={state.kind !== "closed"}
      onClose={close}
      dismissable={state.kind !== "pushing"}
      width={900}
    >
      {state.kind === "planning" && <Planning state={state} />}
      {state.kind === "refused" && <Refused state={state} />}
      {state.kind === "review" && <Review state={state} />}
      {state.kind === "pushing" && <Pushing state={state} />}
      {state.kind === "done" && <Done state={state} />}
    </ModalDialog>
  );
}

/** Whether a plan cannot be carried out because something is not as it was when it was seen. */
export function isOutdated(failure: Failure): boolean {
  return (
    failure.code === "tag_moved" ||
    failure.code === "plan_gone" ||
    failure.code === "digest_mismatch"
  );
}
