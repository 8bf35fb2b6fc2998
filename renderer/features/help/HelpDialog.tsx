import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { type HelpTab, useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { DialogBody, DialogFoot, ModalDialog } from "../../ui/ModalDialog.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { useSettings } from "../settings/settingsStore.ts";
import { AboutTab } from "./AboutTab.tsx";
import { DiagnosticsTab } from "./DiagnosticsTab.tsx";
import { FirstSteps } from "./FirstSteps.tsx";

const pages = [
  { id: "start", label: "First steps", Content: FirstSteps },
  { id: "about", label: "About", Content: AboutTab },
  { id: "diagnostics", label: "Diagnostics", Content: DiagnosticsTab },
] as const;

interface HelpDialogProps {
  readonly page: HelpTab;
  readonly onClose: () => void;
}

/** What the app does, what it is, and what explains a problem. */
export function HelpDialog({ page, onClose }: HelpDialogProps) {
  const setHelpDialog = useNavigation((state) => state.setHelpDialog);
  const failure = useSettings((state) => state.failure);
  const hasCopied = useSettings((state) => state.hasCopiedDiagnostics);
  return (
    <ModalDialog title="Help" isOpen onClose={onClose} width={680}>
      <DialogBody>
        <Tabs
          className={classNames(tabs["tabs"])}
          selectedKey={page}
          onSelectionChange={(key) => setHelpDialog(key as HelpTab)}
        >
          <TabList aria-label="Help" className={classNames(tabs["strip"])}>
            {pages.map(({ id, label }) => (
              <Tab key={id} id={id} className={classNames(tabs["tab"])}>
                {label}
              </Tab>
            ))}
          </TabList>
          {pages.map(({ id, Content }) => (
            <TabPanel key={id} id={id} className={classNames(tabs["panel"])}>
              <Content />
            </TabPanel>
          ))}
        </Tabs>
      </DialogBody>
      <DialogFoot words={<span role="status">{failure?.message}</span>}>
        <Button onPress={() => setHelpDialog("shortcuts")}>Keyboard shortcuts…</Button>
        <Button onPress={() => void useSettings.getState().copyDiagnostics()}>
          {hasCopied ? "Diagnostics copied" : "Copy diagnostics"}
        </Button>
        <Button look="primary" autoFocus onPress={onClose}>
          Close
        </Button>
      </DialogFoot>
    </ModalDialog>
  );
}
