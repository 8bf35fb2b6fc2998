import { Label, ProgressBar } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { Elapsed } from "./Elapsed.tsx";
import { Spinner } from "./Spinner.tsx";
import styles from "./ProgressLine.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";

interface ProgressLineProps {
  readonly label: string;
  readonly done: number;
  /** Zero while nobody knows yet. */
  readonly total: number;
}

/** How far something is, in words and as a line. */
export function ProgressLine({ label, done, total }: ProgressLineProps) {
  const known = total > 0;
  return (
    <ProgressBar
      className={classNames(styles["progress"])}
      value={known ? done : 0}
      maxValue={known ? total : 1}
      isIndeterminate={!known}
    >
      {({ percentage }) => (
        <>
          <Label className={classNames(styles["label"])}>
            <Spinner />
            {escapeInvisible(label)}
            {!known && <Elapsed />}
          </Label>
          <span className={classNames(styles["track"])}>
            <span
              className={classNames(styles["fill"])}
              style={{ width: `${known ? (percentage ?? 0) : 0}%` }}
            />
          </span>
        </>
      )}
    </ProgressBar>
  );
}
