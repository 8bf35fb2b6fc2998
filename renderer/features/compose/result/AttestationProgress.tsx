import { Label, ProgressBar } from "react-aria-components";
import { classNames } from "../../../ui/classNames.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import styles from "./ResultPane.module.css";
import type { ComposeData } from "../composeState.ts";

interface AttestationProgressProps {
  readonly checking: NonNullable<ComposeData["checking"]>;
}

/** How far the search for attestations is: the entries are shown, their digest is not final. */
export function AttestationProgress({ checking: { done, total } }: AttestationProgressProps) {
  const words = `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return (
    <ProgressBar
      value={done}
      maxValue={total}
      valueLabel={words}
      className={classNames(styles["checking"])}
    >
      <Spinner />
      <Label>Checking attestations</Label>
      <span>{words}</span>
    </ProgressBar>
  );
}
