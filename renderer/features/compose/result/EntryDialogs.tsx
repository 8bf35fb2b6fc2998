import { useCompose } from "../composeStore.ts";
import { AnnotationsDialog } from "./AnnotationsDialog.tsx";
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
    case undefined:
      return null;
  }
}
