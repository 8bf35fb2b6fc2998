import { useNavigation } from "../../navigation.ts";
import { AboutDialog } from "./AboutDialog.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";

/** The open dialog of the Help menu. */
export function HelpDialogs() {
  const dialog = useNavigation((state) => state.helpDialog);
  const setDialog = useNavigation((state) => state.setHelpDialog);
  const close = (): void => setDialog(undefined);
  if (dialog === undefined) {
    return null;
  }
  return dialog === "about" ? <AboutDialog onClose={close} /> : <ShortcutsDialog onClose={close} />;
}
