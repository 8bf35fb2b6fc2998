import { classNames } from "./classNames.ts";
import styles from "./StepTitle.module.css";

interface StepTitleProps {
  readonly step: 1 | 2 | 3;
  readonly title: string;
}

/** The number and title of a step of the main job, shown where the step is done. */
export function StepTitle({ step, title }: StepTitleProps) {
  return (
    <p className={classNames(styles["step"])}>
      <span className={classNames(styles["number"])}>{step}</span>
      <span>{title}</span>
    </p>
  );
}
