import { X } from "lucide-react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { useCompose } from "./composeStore.ts";
import styles from "./sources/SourcesPane.module.css";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

/** What was taken out last, with the way back; until then, what else can be done here. */
export function UndoBar({ hint }: { readonly hint: string }) {
  const undoOffer = useCompose((state) => state.undoOffer);
  const undo = useCompose((state) => state.acceptUndoOffer);
  const dismiss = useCompose((state) => state.dismissUndoOffer);
  return (
    <div role="status" className={classNames(styles["foot"], undoOffer !== null && styles["offer"])}>
      {undoOffer === null ? (
        hint
      ) : (
        <>
          <bdi className={classNames(styles["text"])} title={escapeInvisible(undoOffer.label)}>
            {escapeInvisible(undoOffer.label)}
          </bdi>
          <Button look="quiet" small onPress={undo}>
            Undo
          </Button>
          <IconButton label="Dismiss" onPress={dismiss}>
            <X size={13} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}
