import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import styles from "./HistoryPage.module.css";
import { useHistory } from "./historyStore.ts";

interface HistoryPageFrameProps {
  /** The accessible name. */
  readonly label: string;
  readonly heading: ReactNode;
  readonly actions: ReactNode;
  /** Closes something on the page with Escape. @returns false if nothing is open, so that Escape leaves the page */
  readonly onEscape?: () => boolean;
  readonly children: ReactNode;
}

/** A page of the History in place of the list. It has the focus at first; Escape leaves it. */
export function HistoryPageFrame({
  label,
  heading,
  actions,
  onEscape,
  children,
}: HistoryPageFrameProps) {
  const frame = useRef<HTMLElement>(null);
  const { back } = useHistory.getState();
  useEffect(() => frame.current?.focus(), []);
  return (
    // Escape acts on the whole page, wherever the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the Back button does the same
    <section
      ref={frame}
      tabIndex={-1}
      aria-label={escapeInvisible(label)}
      className={classNames(styles["page"])}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) {
          event.preventDefault();
          if (onEscape?.() !== true) {
            back();
          }
        }
      }}
    >
      <header className={classNames(styles["head"])}>
        <IconButton label="Back" onPress={back}>
          <ArrowLeft size={15} aria-hidden />
        </IconButton>
        <div className={classNames(styles["heading"])}>{heading}</div>
        {actions}
      </header>
      <div className={classNames(styles["content"])}>{children}</div>
    </section>
  );
}
