import { Tooltip } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import styles from "./Tip.module.css";

interface TipProps {
  readonly text: string;
  /** Whether the text is code, such as a digest. */
  readonly isCode?: boolean;
  /** A second line. */
  readonly more?: string;
}

/**
 * The tooltip of a `TooltipTrigger`. Its text describes the trigger; the element itself is hidden from screen readers,
 * since it is outside of every landmark.
 */
export function Tip({ text, isCode = false, more }: TipProps) {
  return (
    <Tooltip
      className={classNames(styles["tip"])}
      offset={4}
      render={(props) => <div {...props} aria-hidden />}
    >
      <span className={classNames(isCode && styles["code"])}>{escapeInvisible(text)}</span>
      {more !== undefined && <span className={classNames(styles["more"])}>{more}</span>}
    </Tooltip>
  );
}
