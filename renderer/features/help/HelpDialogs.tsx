import { useNavigation } from "../../navigation.ts";
import { HelpDialog } from "./HelpDialog.tsx";
import { LicensesDialog } from "./LicensesDialog.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";

/** The open dialog of the Help menu. */
export function HelpDialogs() {
  const dialog = useNavigation((state) => state.helpDialog);
  const setDialog = useNavigation((state) => state.setHelpDialog);
  const close = (): void => setDialog(undefined);
  switch (dialog) {
    case undefined:
      return null;
    case "licenses":
      // Opened from About.
      return <LicensesDialog onClose={() => setDialog("about")} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={close} />;
    default:
      return <HelpDialog page={dialog} onClose={close} />;
  }
}
