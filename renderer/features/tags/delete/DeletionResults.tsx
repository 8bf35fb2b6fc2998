import { countDeleted } from "../../../../shared/countDeleted.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { DialogBody, DialogFoot } from "../../../ui/ModalDialog.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import styles from "./DeleteDialog.module.css";
import { type DeleteStep, useDeleteTags } from "./deleteStore.ts";

const results = {
  deleted: "deleted",
  missing: "was gone already",
  kept: "kept",
  unknown: "requested, not confirmed",
} as const;

/** What became of each tag and manifest. */
export function DeletionResults({ outcome }: Extract<DeleteStep, { kind: "done" }>) {
  const { close } = useDeleteTags.getState();
  const { tags, failure } = outcome;
  const deleted = tags.filter(({ kind }) => kind === "deleted").length;
  return (
    <>
      <DialogBody>
        {failure !== undefined && <RequestFailure failure={failure} />}
        <ul aria-label="Results" className={classNames(styles["results"])}>
          {tags.map(({ tag, kind }) => (
            <li key={tag.name}>
              <span>
                <UntrustedText text={tag.tag ?? tag.name} />
              </span>
              <span className={classNames(styles["quiet"])}>{results[kind]}</span>
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFoot
        words={
          <span role="status">
            {deleted} of {countDeleted(tags.map(({ tag }) => tag))} deleted. History restores what
            the journal keeps.
          </span>
        }
      >
        <Button
          onPress={() => {
            close();
            useNavigation.getState().show("history");
          }}
        >
          Show in History
        </Button>
        <Button look="primary" autoFocus onPress={close}>
          Close
        </Button>
      </DialogFoot>
    </>
  );
}
