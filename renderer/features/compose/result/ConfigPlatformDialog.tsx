import { useState } from "react";
import type { PlatformEdit } from "../../../../shared/draft.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { Note } from "../../../ui/Note.tsx";
import { useCompose } from "../composeStore.ts";
import { manifestEditOf } from "./manifestEdit.ts";
import { ManifestReadingNote } from "./ManifestReadingNote.tsx";
import { editConsequence } from "./manifestWords.ts";
import {
  editedOrigin,
  fieldError,
  platformEditOf,
  platformFieldNames,
  type PlatformTexts,
  platformTexts,
} from "./platformFields.ts";
import { PlatformInputs } from "./PlatformInputs.tsx";
import { useManifestView } from "./useManifestView.ts";

interface ConfigPlatformDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that edits the platform in an image's config. Saving is one step of the undo history. */
export function ConfigPlatformDialog({ row, onClose }: ConfigPlatformDialogProps) {
  const { digest } = row.descriptor;
  const { reading, retry } = useManifestView(digest);
  const current = useCompose((state) => manifestEditOf(state.draft, digest)?.platform);
  const edit = useCompose((state) => state.editManifests);
  const [edited, setEdited] = useState<PlatformTexts>();
  const label = entryLabel(row);
  const before = reading.kind === "read" ? reading.view.platform : undefined;
  const texts = edited ?? platformTexts({ ...before, ...current } as Platform);
  const textsBefore = platformTexts(before);
  const isValid =
    before !== undefined &&
    platformFieldNames.every(
      // What the config has stays, even where it is empty.
      (name) => texts[name] === textsBefore[name] || fieldError(name, texts[name]) === undefined,
    );

  function save(): void {
    const platform: PlatformEdit = platformEditOf(before, texts);
    edit([digest], { platform }, { what: "the config platform", label });
  }

  return (
    <FormDialog
      title={`Config platform of ${label}`}
      width={520}
      action="Save"
      isValid={isValid}
      words={`${editConsequence(row)} The entry in the index follows the config.`}
      onSubmit={save}
      onClose={onClose}
    >
      {reading.kind !== "read" && <ManifestReadingNote reading={reading} onRetry={retry} />}
      {reading.kind === "read" &&
        (before === undefined ? (
          <Note look="warning" message="This is not an image: it has no config with a platform." />
        ) : (
          <PlatformInputs
            before={before}
            texts={texts}
            originOf={(name, text) =>
              editedOrigin(textsBefore[name], text) ?? (text === "" ? "not set" : "from the config")
            }
            onChange={setEdited}
          />
        ))}
    </FormDialog>
  );
}
