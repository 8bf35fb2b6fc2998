import { type ReactNode, useId } from "react";
import type { PopoverProps } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { ModalPopover } from "./ModalPopover.tsx";

interface DialogPopoverProps {
  readonly label: string;
  readonly placement: NonNullable<PopoverProps["placement"]>;
  readonly className: string | undefined;
  /** The class of the content. */
  readonly contentClassName: string | undefined;
  readonly children: ReactNode;
}

/**
 * A popover that is a dialog, below a DialogTrigger. With a Dialog inside, the popover's own buttons for screen readers
 * would stand outside of it, in no landmark.
 */
export function DialogPopover(props: DialogPopoverProps) {
  const labelId = useId();
  return (
    <ModalPopover
      className={classNames(props.className)}
      placement={props.placement}
      // The trigger gives it the trigger's name otherwise.
      aria-labelledby={labelId}
    >
      <span id={labelId} hidden>
        {props.label}
      </span>
      <div className={classNames(props.contentClassName)}>{props.children}</div>
    </ModalPopover>
  );
}
