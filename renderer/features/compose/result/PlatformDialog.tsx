import { useState } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { useCompose } from "../composeStore.ts";
import { PlatformInputs } from "./PlatformInputs.tsx";
import {
  fieldError,
  fieldOrigin,
  originalPlatform,
  platformEditOf,
  platformFieldNames,
  platformTexts,
} from "./platformFields.ts";
import { useRepeats } from "./useContent.ts";

interface PlatformDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that edits the platform of an entry. Saving is one step of the undo history. */
export function PlatformDialog({ row, onClose }: PlatformDialogProps) {
  const edit = useCompose((state) => state.editPlatform);
  const [texts, setTexts] = useState(() => platformTexts(row.descriptor.platform));
  const label = entryLabel(row);
  const repeats = useRepeats(row);
  const isValid = platformFieldNames.every((name) => fieldError(name, texts[name]) === undefined);

  return (
    <FormDialog
      title={`Edit platform of ${label}`}
      width={520}
      action="Save"
      isValid={isValid}
      words={
        repeats > 1
          ? `The index lists this image ${repeats} times; what you change is changed for all of these entries.`
          : "The index names this platform; the image and its digest stay the same."
      }
      onSubmit={() =>
        edit(row.descriptor.digest, platformEditOf(originalPlatform(row), texts), label)
      }
      onClose={onClose}
    >
      <PlatformInputs
        before={originalPlatform(row)}
        texts={texts}
        originOf={(name, text) => fieldOrigin(row, name, text)}
        onChange={setTexts}
      />
    </FormDialog>
  );
}
