import { Check, CircleDashed, CircleX, Minus } from "lucide-react";
import { countOf } from "../../../../shared/countOf.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogBody, DialogFoot } from "../../../ui/ModalDialog.tsx";
import { ProgressLine } from "../../../ui/ProgressLine.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { describeProgress } from "../../push/describePush.ts";
import { usePushQueue } from "../../push/pushQueueStore.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { CopyHeading } from "./CopyHeading.tsx";
import { type CopyResult, type CopyStep, useCopyTags } from "./copyStore.ts";
import styles from "./CopyTags.module.css";

function RunningCopy({ pushId }: { readonly pushId: string }) {
  const push = usePushQueue(({ pushes }) => pushes.find(({ id }) => id === pushId));
  return push?.kind === "pushing" ? (
    <ProgressLine
      label={describeProgress(push)}
      done={push.progress?.doneBytes ?? 0}
      total={push.progress?.totalBytes ?? 0}
    />
  ) : (
    <p>Waiting for other pushes…</p>
  );
}

function Result({ result }: { readonly result: CopyResult }) {
  switch (result.kind) {
    case "waiting":
      return <p className={classNames(styles["quiet"])}>not started</p>;
    case "running":
      return <RunningCopy pushId={result.pushId} />;
    case "done":
      return <p>copied</p>;
    case "failed":
      return <RequestFailure failure={result.failure} />;
    case "cancelled":
      return <p>cancelled</p>;
  }
}

function Sign({ kind }: Pick<CopyResult, "kind">) {
  switch (kind) {
    case "waiting":
      return <CircleDashed size={14} aria-hidden />;
    case "running":
      return <Spinner />;
    case "done":
      return <Check size={14} aria-hidden className={classNames(styles["good"])} />;
    case "failed":
      return <CircleX size={14} aria-hidden className={classNames(styles["bad"])} />;
    case "cancelled":
      return <Minus size={14} aria-hidden />;
  }
}

/** The copies that run, one digest after the other, and their results. */
export function CopyRun({ plans, results }: Extract<CopyStep, { kind: "running" }>) {
  const { close } = useCopyTags.getState();
  const running = results.find((result) => result.kind === "running");
  const done = results.filter(({ kind }) => kind === "done").length;
  return (
    <>
      <DialogBody>
        {plans.map((copy, at) => {
          const result = results[at] ?? { kind: "waiting" as const };
          return (
            <section key={copy.plan.id} className={classNames(styles["copied"])}>
              <Sign kind={result.kind} />
              <div>
                <CopyHeading copy={copy} />
                <Result result={result} />
              </div>
            </section>
          );
        })}
      </DialogBody>
      <DialogFoot
        words={
          <span role="status">
            {done} of {countOf(plans.length, "digest")} copied
          </span>
        }
      >
        {running !== undefined && (
          <Button onPress={() => usePushQueue.getState().cancel(running.pushId)}>
            Cancel the rest
          </Button>
        )}
        <Button look="primary" autoFocus onPress={close}>
          {running === undefined ? "Close" : "Run in background"}
        </Button>
      </DialogFoot>
    </>
  );
}
