import { Label, ProgressBar } from "react-aria-components";
import { classNames } from "../../../ui/classNames.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import type { ComposeData } from "../composeState.ts";
import styles from "./ResultPane.module.css";

interface AttestationProgressProps {
  readonly progress: NonNullable<ComposeData["attestationProgress"]>;
}

/** The progress of the search for attestations, or of reading manifests to edit. Until it ends, the digest of the result is not final. */
export function AttestationProgress({
  progress: { label, done, total },
}: AttestationProgressProps) {
  const count = `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return (
    <ProgressBar
      value={done}
      maxValue={total}
      valueLabel={count}
      className={classNames(styles["checking"])}
    >
      <Spinner />
      <Label>{label ?? "Checking attestations"}</Label>
      <span>{count}</span>
    </ProgressBar>
  );
}
