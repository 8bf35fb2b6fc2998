import { useState } from "react";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { useCompose } from "../composeStore.ts";
import { AnnotationItems } from "./AnnotationItems.tsx";
import { annotationEdits, annotationItems, itemError } from "./entryAnnotations.ts";
import { useRepeats, useShownContent } from "./useContent.ts";

interface AnnotationsDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that edits the annotations of an entry. Saving is one step of the undo history. */
export function AnnotationsDialog({ row, onClose }: AnnotationsDialogProps) {
  const edit = useCompose((state) => state.editEntryAnnotations);
  const isDocker = useShownContent()?.mediaType === mediaTypes.dockerList;
  const [items, setItems] = useState(() => annotationItems(row));
  const label = entryLabel(row);
  const repeats = useRepeats(row);
  const isValid = items.every((item) => itemError(item, items) === undefined);

  return (
    <FormDialog
      title={`Annotations of ${label}`}
      width={680}
      action="Save"
      isValid={isValid}
      words={
        repeats > 1
          ? `The index lists this image ${repeats} times; what you change is changed for all of these entries.`
          : "Written to the entry in the index; the image stays the same."
      }
      onSubmit={() => edit(row.descriptor.digest, annotationEdits(items), label)}
      onClose={onClose}
    >
      {isDocker && (
        <Note
          look="warning"
          message="The result is a Docker manifest list, which has no annotations: edits have no effect."
        />
      )}
      <AnnotationItems items={items} onChange={setItems} />
    </FormDialog>
  );
}
