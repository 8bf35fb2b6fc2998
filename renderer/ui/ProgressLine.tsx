import { Label, ProgressBar } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { Elapsed } from "./Elapsed.tsx";
import { Spinner } from "./Spinner.tsx";
import styles from "./ProgressLine.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";

interface ProgressLineProps {
  readonly label: string;
  readonly done: number;
  /** 0 if unknown. */
  readonly total: number;
}

/** A progress bar with a label. */
export function ProgressLine({ label, done, total }: ProgressLineProps) {
  const isKnown = total > 0;
  return (
    <ProgressBar
      className={classNames(styles["progress"])}
      value={isKnown ? done : 0}
      maxValue={isKnown ? total : 1}
      isIndeterminate={!isKnown}
    >
      {({ percentage }) => (
        <>
          <Label className={classNames(styles["label"])}>
            <Spinner />
            {escapeInvisible(label)}
            {!isKnown && <Elapsed />}
          </Label>
          <span className={classNames(styles["track"])}>
            <span
              className={classNames(styles["fill"])}
              style={{ width: `${isKnown ? (percentage ?? 0) : 0}%` }}
            />
          </span>
        </>
      )}
    </ProgressBar>
  );
}
