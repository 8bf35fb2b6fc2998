import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import type { ComposeData } from "./composeState.ts";
import { useCompose } from "./composeStore.ts";
import styles from "./UndoNotice.module.css";

/** Milliseconds after which the notice disappears; Ctrl+Z still undoes the change. */
const shownMs = 8000;

/** What the offer says. A replacement is said to be done only when the preview shows it. */
function describeOffer({ undoOffer, sources, preview, previewStatus }: ComposeData): string {
  if (undoOffer?.replacement === undefined) {
    return undoOffer?.label ?? "";
  }
  const { label, replacement } = undoOffer;
  const { sourceId, entry } = replacement;
  const status = sources[sourceId];
  if (status?.kind === "failed") {
    return `Not replaced: the source for ${entry} could not be read`;
  }
  if (status?.kind !== "resolved" || previewStatus !== "fresh") {
    return `Replacing ${entry}…`;
  }
  const isUnmatched = preview?.findings.some(
    ({ code, subject }) =>
      code === "replaces_nothing" && subject.kind === "source" && subject.id === sourceId,
  );
  return isUnmatched === true ? `Not replaced: no other source lists ${entry}` : label;
}

/** Dismisses the offer after a while in which it is neither pointed at nor focused. */
function useTimeLimit(isHeld: boolean): void {
  const offer = useCompose((state) => state.undoOffer);
  useEffect(() => {
    if (offer === undefined || isHeld) {
      return undefined;
    }
    const timer = setTimeout(() => useCompose.getState().dismissUndoOffer(), shownMs);
    return () => clearTimeout(timer);
  }, [offer, isHeld]);
}

/** What was removed or changed last, with an Undo button, above the lower edge of the panes. */
export function UndoNotice() {
  const isOffered = useCompose((state) => state.undoOffer !== undefined);
  const words = escapeInvisible(useCompose(describeOffer));
  const { acceptUndoOffer, dismissUndoOffer } = useCompose.getState();
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  useTimeLimit(isPointed || isFocused);
  return (
    <div role="status" className={classNames(styles["place"])}>
      {isOffered && (
        // Holds the notice while it is used; its buttons do the rest.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div
          className={classNames(styles["notice"])}
          onPointerEnter={() => setPointed(true)}
          onPointerLeave={() => setPointed(false)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        >
          <bdi className={classNames(styles["text"])} title={words}>
            {words}
          </bdi>
          <Button look="quiet" small onPress={acceptUndoOffer}>
            Undo
          </Button>
          <IconButton label="Dismiss" onPress={dismissUndoOffer}>
            <X size={13} aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}
