import { useNavigation } from "../../navigation.ts";
import { AboutDialog } from "./AboutDialog.tsx";
import { LicensesDialog } from "./LicensesDialog.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";

/** The open dialog of the Help menu. */
export function HelpDialogs() {
  const dialog = useNavigation((state) => state.helpDialog);
  const setDialog = useNavigation((state) => state.setHelpDialog);
  const close = (): void => setDialog(undefined);
  if (dialog === undefined) {
    return null;
  }
  switch (dialog) {
    case "about":
      return <AboutDialog onClose={close} />;
    case "licenses":
      // Opened from About.
      return <LicensesDialog onClose={() => setDialog("about")} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={close} />;
  }
}
