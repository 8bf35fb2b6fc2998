import { useCompose } from "../composeStore.ts";
import { AnnotationsDialog } from "./AnnotationsDialog.tsx";
import { ConfigPlatformDialog } from "./ConfigPlatformDialog.tsx";
import { ConvertDialog } from "./ConvertDialog.tsx";
import { ImageAnnotationsDialog } from "./ImageAnnotationsDialog.tsx";
import { ManifestJsonDialog } from "./ManifestJsonDialog.tsx";
import { PlatformDialog } from "./PlatformDialog.tsx";
import { ReplaceDialog } from "./ReplaceDialog.tsx";

/** The open dialog about an entry. */
export function EntryDialogs() {
  const dialog = useCompose((state) => state.entryDialog);
  const onClose = useCompose((state) => state.closeEntryDialog);
  switch (dialog?.kind) {
    case "replace":
      return <ReplaceDialog row={dialog.row} onClose={onClose} />;
    case "platform":
      return <PlatformDialog row={dialog.row} onClose={onClose} />;
    case "annotations":
      return <AnnotationsDialog row={dialog.row} onClose={onClose} />;
    case "imageAnnotations":
      return <ImageAnnotationsDialog row={dialog.row} onClose={onClose} />;
    case "configPlatform":
      return <ConfigPlatformDialog row={dialog.row} onClose={onClose} />;
    case "convert":
      return <ConvertDialog row={dialog.row} onClose={onClose} />;
    case "manifestJson":
      return <ManifestJsonDialog row={dialog.row} onClose={onClose} />;
    case undefined:
      return null;
  }
}
