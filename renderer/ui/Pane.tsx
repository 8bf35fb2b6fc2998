import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./Pane.module.css";

interface PaneProps {
  readonly label: string;
  /** Shown next to the title. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}

/** A region of the window with a title. Its content scrolls independently. */
export function Pane({ label, head, children }: PaneProps) {
  return (
    <section aria-label={label} className={classNames(styles["pane"])}>
      <header className={classNames(styles["head"])}>
        <h2 className={classNames(styles["title"])}>{label}</h2>
        {head}
      </header>
      {children}
    </section>
  );
}
