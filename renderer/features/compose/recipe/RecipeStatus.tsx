import { Check } from "lucide-react";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { fileName } from "../../../ui/format.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import styles from "../sources/SourcesPane.module.css";
import { useCompose } from "../composeStore.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** The progress or outcome of saving a recipe. */
export function RecipeStatus() {
  const save = useCompose((state) => state.recipeSave);
  const { cancelRecipeSave, dismissRecipeSave } = useCompose.getState();
  if (save.kind === "none") {
    return null;
  }
  if (save.kind === "failed") {
    return (
      <div className={classNames(styles["failure"])}>
        <FailureNote failure={save.error}>
          <Button small onPress={dismissRecipeSave}>
            Dismiss
          </Button>
        </FailureNote>
      </div>
    );
  }
  return (
    <div role="status" className={classNames(styles["status"])}>
      {save.kind === "saving" ? (
        <>
          <Spinner />
          <span className={classNames(styles["text"])}>Saving the recipe…</span>
          <Button look="quiet" small onPress={cancelRecipeSave}>
            Cancel
          </Button>
        </>
      ) : (
        <>
          <Check size={13} aria-hidden />
          <span className={classNames(styles["text"])} title={escapeInvisible(save.path)}>
            Saved {escapeInvisible(fileName(save.path))}
          </span>
          <Button look="quiet" small onPress={dismissRecipeSave}>
            Dismiss
          </Button>
        </>
      )}
    </div>
  );
}
