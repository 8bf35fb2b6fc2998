import { X } from "lucide-react";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { useCompose } from "./composeStore.ts";
import styles from "./sources/SourcesPane.module.css";

/** What was removed or changed last, with an Undo button. @param hint shown while there is nothing to undo */
export function UndoBar({ hint }: { readonly hint: string }) {
  const offer = useCompose((state) => state.undoOffer);
  const accept = useCompose((state) => state.acceptUndoOffer);
  const dismiss = useCompose((state) => state.dismissUndoOffer);
  return (
    <div
      role="status"
      className={classNames(styles["foot"], offer !== undefined && styles["offer"])}
    >
      {offer === undefined ? (
        hint
      ) : (
        <>
          <bdi className={classNames(styles["text"])} title={escapeInvisible(offer.label)}>
            {escapeInvisible(offer.label)}
          </bdi>
          <Button look="quiet" small onPress={accept}>
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
