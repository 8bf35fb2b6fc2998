import { useState } from "react";
import type { ManifestView, ResultRow } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { entryLabel } from "../../../image/entryLabel.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { JsonViewer } from "../../../ui/json/JsonViewer.tsx";
import { DialogBody, DialogFoot, ModalDialog } from "../../../ui/ModalDialog.tsx";
import { RadioChoice } from "../../../ui/RadioChoice.tsx";
import styles from "./ManifestJsonDialog.module.css";
import { ManifestReadingNote } from "./ManifestReadingNote.tsx";
import { useManifestView } from "./useManifestView.ts";

interface ManifestJsonDialogProps {
  readonly row: ResultRow;
  readonly onClose: () => void;
}

/** The exact bytes of a manifest and its config, before and after the edit. */
export function ManifestJsonDialog({ row, onClose }: ManifestJsonDialogProps) {
  const { reading, retry } = useManifestView(row.descriptor.digest);
  const label = entryLabel(row);
  const words =
    row.becomes === undefined ? "The draft does not edit this manifest." : "Created by the push.";
  return (
    <ModalDialog title={`JSON of ${label}`} isOpen onClose={onClose} width={820}>
      <DialogBody>
        {reading.kind === "read" ? (
          <ManifestTexts view={reading.view} row={row} />
        ) : (
          <ManifestReadingNote reading={reading} onRetry={retry} />
        )}
      </DialogBody>
      <DialogFoot words={words}>
        <Button look="primary" onPress={onClose}>
          Close
        </Button>
      </DialogFoot>
    </ModalDialog>
  );
}

const partNames = {
  manifest: "Manifest",
  manifestBefore: "Manifest before the edit",
  config: "Config",
  configBefore: "Config before the edit",
} as const;
type Part = keyof typeof partNames;

function ManifestTexts({ view, row }: { readonly view: ManifestView; readonly row: ResultRow }) {
  const { manifest, config } = view;
  const texts: Readonly<Partial<Record<Part, string>>> = {
    manifest: manifest.after ?? manifest.before,
    ...(manifest.after === undefined ? {} : { manifestBefore: manifest.before }),
    ...(config === undefined ? {} : { config: config.after ?? config.before }),
    ...(config?.after === undefined ? {} : { configBefore: config.before }),
  };
  const [part, setPart] = useState<Part>("manifest");
  const choices = (Object.keys(texts) as Part[]).map((value) => ({
    value,
    label: partNames[value],
  }));
  const digest =
    part === "manifest" ? (row.becomes ?? row.descriptor).digest : row.descriptor.digest;
  return (
    <div className={classNames(styles["texts"])}>
      <RadioChoice label="Part" value={part} choices={choices} onChange={setPart} />
      <JsonViewer label={partNames[part]} text={texts[part] ?? ""}>
        {part.startsWith("manifest") && <Digest digest={digest} of="the manifest" />}
      </JsonViewer>
    </div>
  );
}
