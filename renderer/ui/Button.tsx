import type { ReactNode, Ref } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  TooltipTrigger,
} from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./Button.module.css";
import { escapeInvisible, escapeChildren } from "./escapeInvisible.ts";
import { Tip } from "./Tip.tsx";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  /** `primary` for the main action of a view or dialog; at most one. */
  readonly look?: "plain" | "primary" | "quiet";
  readonly small?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children: ReactNode;
}

/** A button with a text label. */
export function Button({ look = "plain", small = false, children, ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(props["aria-label"] === undefined
        ? {}
        : { "aria-label": escapeInvisible(props["aria-label"]) })}
      className={classNames(styles["button"], styles[look], small && styles["small"])}
    >
      {escapeChildren(children)}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  /** The accessible name, and the tooltip if `tip` is absent. */
  readonly label: string;
  readonly tip?: string;
  readonly children: ReactNode;
}

/** A button with an icon and a tooltip. */
export function IconButton({ label, tip, children, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      <AriaButton
        {...props}
        aria-label={escapeInvisible(label)}
        className={classNames(styles["icon"])}
      >
        {children}
      </AriaButton>
      <Tip text={tip ?? label} />
    </TooltipTrigger>
  );
}
