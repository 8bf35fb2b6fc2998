import { useEffect, useState } from "react";
import type { Result } from "../../../shared/errors.ts";
import type { Loss } from "../../../shared/preview.ts";
import { api } from "../../api.ts";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import styles from "./PushDialog.module.css";
import type { PlanRequest } from "./pushQueueStore.ts";

type RetagRequest = Extract<PlanRequest, { kind: "retag" }>;

/** The signatures and attestations that a retag does not copy. Asks for them, because a plan does not list them. */
export function RetagLosses({ request }: { readonly request: RetagRequest }) {
  const { source, targets, copyReferrers } = request;
  const [result, setResult] = useState<Result<readonly Loss[]>>();
  useEffect(() => {
    const job = api.startJob("retag:losses", { source, targets, copyReferrers });
    let state: "running" | "finished" | "abandoned" = "running";
    void job.result.then((answer) => {
      if (state === "running") {
        state = "finished";
        setResult(answer);
      }
    });
    return () => {
      if (state === "running") {
        job.cancel();
      }
      state = "abandoned";
    };
  }, [source, targets, copyReferrers]);
  if (result === undefined) {
    return (
      <div className={classNames(styles["warnings"])}>
        <Note look="note" message="Checking for signatures that are not copied…" />
      </div>
    );
  }
  const losses = result.ok ? result.value.filter(({ kept }) => !kept) : [];
  return (
    <div className={classNames(styles["warnings"])}>
      {losses.map(({ message }) => (
        <Note key={message} look="warning" message={message} />
      ))}
      {!result.ok && (
        <Note
          look="note"
          message={`Couldn't check for signatures that are not copied: ${result.error.message}`}
        />
      )}
    </div>
  );
}
