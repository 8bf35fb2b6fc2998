import { Search } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { Button as AriaButton, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import styles from "./App.module.css";
import { CommandPalette } from "./commands/CommandPalette.tsx";
import { ShortcutKeys } from "./commands/ShortcutKeys.tsx";
import { runCommand } from "./commands/commandActions.ts";
import { useMenuCommands } from "./commands/useMenuCommands.ts";
import { ComposeView } from "./features/compose/ComposeView.tsx";
import { persistDraft } from "./features/compose/persistDraft.ts";
import { HistoryView } from "./features/history/HistoryView.tsx";
import { InterruptedBanner } from "./features/history/InterruptedBanner.tsx";
import { useHistory } from "./features/history/historyStore.ts";
import { InspectView } from "./features/inspect/InspectView.tsx";
import { PushDialog } from "./features/push/PushDialog.tsx";
import { RegistriesView } from "./features/registries/RegistriesView.tsx";
import { DiagnosticsNote } from "./features/settings/DiagnosticsNote.tsx";
import { StorageProblems } from "./features/settings/StorageProblems.tsx";
import { useSettings } from "./features/settings/settingsStore.ts";
import { type View, useNavigation } from "./navigation.ts";
import { ErrorFallback } from "./ErrorFallback.tsx";
import { Button } from "./ui/Button.tsx";
import { classNames } from "./ui/classNames.ts";
import { FailureNote } from "./ui/FailureNote.tsx";

function PaletteButton() {
  return (
    <AriaButton
      className={classNames(styles["palette"])}
      onPress={() => runCommand("palette.open")}
    >
      <Search size={13} aria-hidden />
      <span>Search or run a command</span>
      <ShortcutKeys accelerator="CmdOrCtrl+K" />
    </AriaButton>
  );
}

function SettingsFailure() {
  const failure = useSettings((state) => state.failure);
  const dismiss = useSettings((state) => state.dismissFailure);
  return failure === null ? null : (
    <div className={classNames(styles["failure"])}>
      <FailureNote failure={failure}>
        <Button small onPress={dismiss}>
          Dismiss
        </Button>
      </FailureNote>
    </div>
  );
}

/** A view that is left takes the focus with it: then the tab of the next one has it, and no key is typed into nothing. */
function useFocusKept(view: View): RefObject<HTMLDivElement | null> {
  const tabs = useRef<HTMLDivElement>(null);
  const last = useRef(view);
  useEffect(() => {
    if (last.current === view) {
      return;
    }
    last.current = view;
    // Whatever the command itself puts the focus on comes first.
    const frame = requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const focused = document.activeElement;
        // What is hidden may have it still, or nothing.
        if (focused === document.body || focused?.closest("[data-inert]")) {
          tabs.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
        }
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [view]);
  return tabs;
}

/** The window: its views, the palette and the push dialog over them. */
export function App() {
  const view = useNavigation((state) => state.view);
  const show = useNavigation((state) => state.show);
  const tabs = useFocusKept(view);
  useMenuCommands();
  useEffect(() => {
    void useSettings.getState().read();
    // Pushes that were interrupted are told of at once.
    void useHistory.getState().read();
    return persistDraft();
  }, []);
  return (
    <>
      <Tabs
        className={classNames(styles["window"])}
        selectedKey={view}
        onSelectionChange={(key) => show(key as View)}
      >
        <header className={classNames(styles["bar"])}>
          <h1 className={classNames(styles["title"])}>Manifestry</h1>
          <TabList ref={tabs} aria-label="Views" className={classNames(styles["tabs"])}>
            <Tab id="compose" className={classNames(styles["tab"])}>
              Compose
            </Tab>
            <Tab id="inspect" className={classNames(styles["tab"])}>
              Inspect
            </Tab>
            <Tab id="history" className={classNames(styles["tab"])}>
              History
            </Tab>
            <Tab id="registries" className={classNames(styles["tab"])}>
              Registries
            </Tab>
          </TabList>
          <PaletteButton />
        </header>
        <SettingsFailure />
        <StorageProblems />
        <DiagnosticsNote />
        <InterruptedBanner />
        <main className={classNames(styles["main"])}>
          <TabPanel id="compose" className={classNames(styles["view"])} shouldForceMount>
            <ErrorBoundary FallbackComponent={ErrorFallback}>
              <ComposeView />
            </ErrorBoundary>
          </TabPanel>
          <TabPanel id="inspect" className={classNames(styles["view"])} shouldForceMount>
            <ErrorBoundary FallbackComponent={ErrorFallback}>
              <InspectView />
            </ErrorBoundary>
          </TabPanel>
          <TabPanel id="history" className={classNames(styles["view"])} shouldForceMount>
            <ErrorBoundary FallbackComponent={ErrorFallback}>
              <HistoryView />
            </ErrorBoundary>
          </TabPanel>
          <TabPanel id="registries" className={classNames(styles["view"])} shouldForceMount>
            <ErrorBoundary FallbackComponent={ErrorFallback}>
              <RegistriesView />
            </ErrorBoundary>
          </TabPanel>
        </main>
      </Tabs>
      <ErrorBoundary FallbackComponent={ErrorFallback}>
        <PushDialog />
        <CommandPalette />
      </ErrorBoundary>
    </>
  );
}
