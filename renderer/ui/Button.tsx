import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Button.module.css";
import { escapeInvisible, escapeChildren } from "./escapeInvisible.ts";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  /** `primary` for the main action of a view or dialog; at most one. */
  readonly look?: "plain" | "primary" | "quiet";
  readonly small?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children: ReactNode;
}

/**
 * Of a button that does nothing for now. react-aria's own `isPending` also announces the button by its id, to a region that
 * keeps the id when the button has gone; what a job does is announced by the view that shows it.
 */
const inert = { "aria-disabled": true, onPress: () => {}, type: "button" } as const;

/**
 * A button with a text label. One that does nothing while its job runs is pending, not disabled: a disabled button loses
 * the focus, and with it the keyboard.
 */
export function Button({
  look = "plain",
  small = false,
  isPending = false,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(isPending ? inert : {})}
      {...(props["aria-label"] === undefined
        ? {}
        : { "aria-label": escapeInvisible(props["aria-label"]) })}
      className={classNames(styles["button"], styles[look], small && styles["small"])}
    >
      {escapeChildren(children)}
    </AriaButton>
  );
}

interface IconButtonProps {
  /** The accessible name, and the tooltip if `tip` is absent. */
  readonly label: string;
  readonly tip?: string;
  readonly onPress: (button: HTMLButtonElement) => void;
  /** Whether a press does nothing; the button can be focused. */
  readonly isPending?: boolean;
  readonly "aria-expanded"?: boolean;
  readonly children: ReactNode;
}

/** A button with an icon and a tooltip; a plain element, since rows of long lists have several. */
export function IconButton(props: IconButtonProps) {
  const { label, tip = label, onPress, isPending = false, children } = props;
  return (
    <button
      type="button"
      aria-label={escapeInvisible(label)}
      aria-disabled={isPending || undefined}
      aria-expanded={props["aria-expanded"]}
      data-tip={escapeInvisible(tip)}
      className={styles["icon"]}
      onClick={({ currentTarget }) => isPending || onPress(currentTarget)}
    >
      {children}
    </button>
  );
}

type IconTriggerProps = Pick<IconButtonProps, "label" | "tip" | "children">;

/** A button with an icon that opens the menu or dialog of its trigger. */
export function IconTrigger({ label, tip = label, children }: IconTriggerProps) {
  return (
    <AriaButton
      aria-label={escapeInvisible(label)}
      data-tip={escapeInvisible(tip)}
      className={classNames(styles["icon"])}
    >
      {children}
    </AriaButton>
  );
}
