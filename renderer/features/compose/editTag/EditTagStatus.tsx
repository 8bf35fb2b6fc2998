import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { Elapsed } from "../../../ui/Elapsed.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { canRetry } from "../../registries/failureRemedies.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { NearestTags } from "../../suggestions/NearestTags.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "../sources/SourcesPane.module.css";

/** The tag that is read to be edited, or why that failed. */
export function EditTagStatus() {
  const read = useCompose((state) => state.tagRead);
  const { editTag, dismissTagRead } = useCompose.getState();

  function dismiss(): void {
    dismissTagRead();
    // The focused button disappears: move the focus.
    useNavigation.getState().requestFocus("addSource");
  }

  switch (read.kind) {
    case "none":
      return null;
    case "reading":
      return (
        <div role="status" className={classNames(styles["status"])}>
          <Spinner />
          <span className={classNames(styles["text"])}>
            Reading <UntrustedText text={read.text} />
          </span>
          <Elapsed />
          <Button look="quiet" small onPress={dismiss}>
            Cancel
          </Button>
        </div>
      );
    case "failed":
      return (
        <div className={classNames(styles["failure"])}>
          <RequestFailure failure={read.error}>
            <NearestTags
              text={read.text}
              failure={read.error}
              onChoose={(text) => void editTag(text)}
            />
            {canRetry(read.error) && (
              <Button small onPress={() => void editTag(read.text)}>
                Try again
              </Button>
            )}
            <Button small onPress={dismiss}>
              Dismiss
            </Button>
          </RequestFailure>
        </div>
      );
  }
}
