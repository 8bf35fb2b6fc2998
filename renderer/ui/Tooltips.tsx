import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Tooltip, TooltipTriggerStateContext } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { followTips, type ShownTip } from "./followTips.ts";
import styles from "./Tooltips.module.css";

/** Adds the tooltip to what describes its element to screen readers. @returns removes it */
function addDescription(anchor: Element, id: string): () => void {
  const read = (): string[] => (anchor.getAttribute("aria-describedby") ?? "").split(" ");
  const write = (ids: readonly string[]): void => {
    anchor.setAttribute("aria-describedby", ids.join(" ").trim());
  };
  write([...read(), id]);
  return () => {
    const others = read().filter((other) => other !== id && other !== "");
    if (others.length > 0) {
      write(others);
    } else {
      anchor.removeAttribute("aria-describedby");
    }
  };
}

/**
 * The tooltip of the window. Elements have its text in `data-tip`, a second line in `data-tip-note`, and `data-tip-code`
 * for code. There is one for all: lists render new rows while they scroll, and a tooltip of its own would take half
 * the time of a button.
 */
export function Tooltips() {
  const [tip, setTip] = useState<ShownTip>();
  const hide = useRef(() => {});
  const id = useId();
  const anchor = tip?.anchor;
  const trigger = useMemo(() => ({ current: anchor ?? null }), [anchor]);
  const state = useMemo(
    () => ({
      isOpen: true,
      shouldSkipAnimation: true,
      // The pointer reached the tooltip, or left it: followed with that of the elements.
      open: () => {},
      // The element has scrolled.
      close: (isAtOnce?: boolean) => isAtOnce === true && hide.current(),
    }),
    [],
  );
  useEffect(() => {
    const follower = followTips(setTip);
    hide.current = follower.hide;
    return follower.stop;
  }, []);
  useLayoutEffect(
    () => (anchor === undefined ? undefined : addDescription(anchor, id)),
    [anchor, id],
  );
  return tip === undefined ? null : (
    <TooltipTriggerStateContext value={state}>
      <Tooltip
        isOpen
        triggerRef={trigger}
        offset={4}
        className={classNames(styles["tooltip"])}
        // Outside of every landmark; its text describes the element.
        render={(props) => <div {...props} aria-hidden />}
      >
        <div id={id} className={classNames(styles["lines"])}>
          <span className={classNames(tip.isCode && styles["code"])}>{tip.text}</span>
          {tip.note !== undefined && <span className={classNames(styles["note"])}>{tip.note}</span>}
        </div>
      </Tooltip>
    </TooltipTriggerStateContext>
  );
}
