import { useEffect, useState } from "react";
import type { Loss } from "../../../shared/preview.ts";
import type { Result } from "../../../shared/errors.ts";
import { api } from "../../api.ts";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import styles from "./PushDialog.module.css";
import type { PlanRequest } from "./pushStore.ts";

type RetagRequest = Extract<PlanRequest, { kind: "retag" }>;

/** The signatures and attestations that a retag does not copy, by what was chosen for it. */
export function RetagLosses({ request }: { readonly request: RetagRequest }) {
  const { source, targets, copyReferrers } = request;
  const [answer, setAnswer] = useState<Result<readonly Loss[]> | null>(null);
  useEffect(() => {
    const job = api.startJob("retag:losses", { source, targets, copyReferrers });
    let state: "running" | "answered" | "unwanted" = "running";
    void job.result.then((result) => {
      if (state === "running") {
        state = "answered";
        setAnswer(result);
      }
    });
    return () => {
      if (state === "running") {
        job.cancel();
      }
      state = "unwanted";
    };
  }, [source, targets, copyReferrers]);
  if (answer === null) {
    return (
      <div className={classNames(styles["warnings"])}>
        <Note look="note" message="Checking for signatures that are not copied…" />
      </div>
    );
  }
  const losses = answer.ok ? answer.value.filter(({ kept }) => !kept) : [];
  return (
    <div className={classNames(styles["warnings"])}>
      {losses.map(({ message }) => (
        <Note key={message} look="warning" message={message} />
      ))}
      {!answer.ok && (
        <Note
          look="note"
          message={`Couldn't check for signatures that are not copied: ${answer.error.message}`}
        />
      )}
    </div>
  );
}
