import { type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { OverlayTriggerStateContext, Popover, type PopoverProps } from "react-aria-components";
import { addOpenPopover } from "./openPopovers.ts";

/** Registers a popover while it is open. */
function Registered({ onClose }: { readonly onClose: () => void }) {
  // Rendered before the popover takes the focus.
  const [opener] = useState(() => document.activeElement);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => addOpenPopover({ close: () => close.current(), opener }), [opener]);
  return null;
}

/** A popover that takes the focus, such as a menu. A command that is run by its keys closes it. */
export function ModalPopover({
  children,
  ...props
}: Omit<PopoverProps, "children"> & { readonly children: ReactNode }) {
  const trigger = useContext(OverlayTriggerStateContext);
  return (
    <Popover {...props}>
      <Registered
        onClose={() => {
          // A popover without a trigger is open as long as it is rendered.
          trigger?.close();
          props.onOpenChange?.(false);
        }}
      />
      {children}
    </Popover>
  );
}
