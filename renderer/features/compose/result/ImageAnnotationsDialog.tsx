import { useState } from "react";
import type { AnnotationEdit, ManifestEdit } from "../../../../shared/draft.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { ManifestView, ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { CheckBox } from "../../../ui/CheckBox.tsx";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { useCompose } from "../composeStore.ts";
import { AnnotationItems } from "./AnnotationItems.tsx";
import {
  annotationEdits,
  type AnnotationItem,
  itemError,
  manifestAnnotationItems,
} from "./entryAnnotations.ts";
import { manifestEditOf } from "./manifestEdit.ts";
import { ManifestReadingNote } from "./ManifestReadingNote.tsx";
import { editConsequence } from "./manifestWords.ts";
import { useManifestView } from "./useManifestView.ts";

interface ImageAnnotationsDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that edits the annotations of a manifest. Saving is one step of the undo history. */
export function ImageAnnotationsDialog({ row, onClose }: ImageAnnotationsDialogProps) {
  const { digest } = row.descriptor;
  const { reading, retry } = useManifestView(digest);
  const draft = useCompose((state) => state.draft);
  const edit = useCompose((state) => state.editManifests);
  const [edited, setEdited] = useState<readonly AnnotationItem[]>();
  const [converts, setConverts] = useState(true);
  const label = entryLabel(row);
  const current = manifestEditOf(draft, digest);
  const view = reading.kind === "read" ? reading.view : undefined;
  const items = edited ?? (view ? itemsOf(view, current?.annotations) : []);
  const isDocker =
    current?.convertTo === "docker" ||
    (current?.convertTo === undefined && view?.mediaType === mediaTypes.dockerManifest);
  const changes = annotationEdits(items);
  const needsOci = isDocker && changes.some(({ value }) => value !== undefined);
  const refusal = needsOci ? view?.refusals.oci : undefined;
  const isValid =
    view !== undefined &&
    items.every((item) => itemError(item, items) === undefined) &&
    (!needsOci || (converts && refusal === undefined));

  function save(): void {
    const change: ManifestEdit = {
      annotations: [...changes],
      ...(needsOci ? { convertTo: "oci" } : {}),
    };
    edit([digest], change, { what: "the image annotations", label });
  }

  return (
    <FormDialog
      title={`Image annotations of ${label}`}
      width={680}
      action="Save"
      isValid={isValid}
      words={editConsequence(row)}
      onSubmit={save}
      onClose={onClose}
    >
      {reading.kind === "read" ? (
        <>
          <AnnotationItems items={items} onChange={setEdited} />
          {isDocker && (
            <Note
              look="warning"
              message={
                refusal ??
                "A Docker manifest has no annotations. To set some, it is converted to OCI: its layers stay the same."
              }
            >
              {refusal === undefined && (
                <CheckBox isSelected={converts} onChange={setConverts}>
                  Convert to OCI
                </CheckBox>
              )}
            </Note>
          )}
        </>
      ) : (
        <ManifestReadingNote reading={reading} onRetry={retry} />
      )}
    </FormDialog>
  );
}

function itemsOf(
  { annotations }: ManifestView,
  edits: readonly AnnotationEdit[] = [],
): readonly AnnotationItem[] {
  return manifestAnnotationItems(annotations, edits);
}
