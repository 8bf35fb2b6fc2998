import { classNames } from "./classNames.ts";
import styles from "./Spinner.module.css";

/** A small spinner, hidden from screen readers: the text next to it describes the work. */
export function Spinner() {
  return <span className={classNames(styles["spinner"])} aria-hidden="true" />;
}
