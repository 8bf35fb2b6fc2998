import { useState } from "react";
import { RadioButton, RadioField, RadioGroup } from "react-aria-components";
import type { ManifestEdit } from "../../../../shared/draft.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { ManifestView, ResultRow } from "../../../../shared/preview.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { CheckBox } from "../../../ui/CheckBox.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import radio from "../../../ui/RadioChoice.module.css";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "./ConvertDialog.module.css";
import { formatNames, manifestEditOf } from "./manifestEdit.ts";
import { ManifestReadingNote } from "./ManifestReadingNote.tsx";
import { editConsequence } from "./manifestWords.ts";
import { rowsOf } from "./previewResult.ts";
import { useManifestView } from "./useManifestView.ts";

type Format = NonNullable<ManifestEdit["convertTo"]>;
type Choice = Format | "none";

interface ConvertDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The dialog that converts the manifests of one image or of all. Saving is one step of the undo history. */
export function ConvertDialog({ row, onClose }: ConvertDialogProps) {
  const { digest } = row.descriptor;
  const { reading, retry } = useManifestView(digest);
  const current = useCompose((state) => manifestEditOf(state.draft, digest)?.convertTo);
  const rows = useCompose((state) => (state.preview ? rowsOf(state.preview.result) : []));
  const edit = useCompose((state) => state.editManifests);
  const [chosen, setChosen] = useState<Choice>(current ?? "none");
  const [isAll, setIsAll] = useState(false);
  const label = entryLabel(row);
  const images = rows.filter(({ kind, kept }) => kind === "image" && kept);
  const view = reading.kind === "read" ? reading.view : undefined;

  function save(): void {
    const digests = isAll ? images.map(({ descriptor }) => descriptor.digest) : [digest];
    const convertTo = chosen === "none" ? undefined : chosen;
    const name = isAll ? countOf(digests.length, "image") : label;
    edit(digests, { convertTo }, { what: "the format", label: name });
  }

  return (
    <FormDialog
      title={`Convert ${label}`}
      width={520}
      action="Save"
      isValid={view !== undefined && (chosen === "none" || view.refusals[chosen] === undefined)}
      words={`Changes the media types of manifest, config and layers; the layers' digests stay. ${editConsequence(row)}`}
      onSubmit={save}
      onClose={onClose}
    >
      {view === undefined && reading.kind !== "read" && (
        <ManifestReadingNote reading={reading} onRetry={retry} />
      )}
      {view !== undefined && (
        <div className={classNames(styles["choices"])}>
          <FormatChoice view={view} chosen={chosen} onChange={setChosen} />
          {images.length > 1 && (
            <CheckBox isSelected={isAll} onChange={setIsAll}>
              {`All ${images.length} images of the result`}
            </CheckBox>
          )}
        </div>
      )}
    </FormDialog>
  );
}

interface FormatChoiceProps {
  readonly view: ManifestView;
  readonly chosen: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** The formats, with a note where one is not possible or changes nothing in this image. */
function FormatChoice({ view, chosen, onChange }: FormatChoiceProps) {
  const own = view.mediaType === mediaTypes.dockerManifest ? "docker" : "oci";
  const choices = [
    {
      value: "none",
      label: `As it is (${formatNames[own]})`,
      isPossible: true,
      note: undefined,
    },
    ...(["oci", "docker"] as const).map((format) => ({
      value: format,
      label: `Convert to ${formatNames[format]}`,
      isPossible: view.refusals[format] === undefined,
      note:
        view.refusals[format] ??
        (format === own ? `This image has the format ${formatNames[own]} already.` : undefined),
    })),
  ];
  return (
    <RadioGroup
      aria-label="Format"
      value={chosen}
      onChange={(value) => onChange(value as Choice)}
      className={classNames(styles["group"])}
    >
      {choices.map(({ value, label, isPossible, note }) => (
        <div key={value}>
          <RadioField value={value} isDisabled={!isPossible}>
            <RadioButton className={classNames(radio["radio"])}>
              <span className={classNames(radio["ring"])} aria-hidden="true" />
              <span>{label}</span>
            </RadioButton>
          </RadioField>
          {note !== undefined && (
            <p className={classNames(styles["note"])}>
              <UntrustedText text={note} />
            </p>
          )}
        </div>
      ))}
    </RadioGroup>
  );
}
