import styles from "./Spinner.module.css";
import { classNames } from "./classNames.ts";

/** A small sign that something is under way; the words stand beside it. */
export function Spinner() {
  return <span className={classNames(styles["spinner"])} aria-hidden="true" />;
}
