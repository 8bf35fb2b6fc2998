import { Search } from "lucide-react";
import { type ComponentType, lazy, useEffect } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { Button as AriaButton, Tab, TabList, Tabs } from "react-aria-components";
import styles from "./App.module.css";
import { ShortcutKeys } from "./commands/ShortcutKeys.tsx";
import { runCommand } from "./commands/commandActions.ts";
import { useAltRelease } from "./commands/useAltRelease.ts";
import { useAccelerator } from "./commands/keymap.ts";
import { useMenuCommands } from "./commands/useMenuCommands.ts";
import { useMenuState } from "./commands/useMenuState.ts";
import { usePaneKeys } from "./commands/usePaneKeys.ts";
import { useShortcuts } from "./commands/useShortcuts.ts";
import { persistCompare } from "./features/compare/persistCompare.ts";
import { ComposeView } from "./features/compose/ComposeView.tsx";
import { persistDraft } from "./features/compose/persistDraft.ts";
import { CrashNote } from "./features/help/CrashNote.tsx";
import { InterruptedBanner } from "./features/history/InterruptedBanner.tsx";
import { Dialogs } from "./Dialogs.tsx";
import { useHistory } from "./features/history/historyStore.ts";
import { persistInspect } from "./features/inspect/persistInspect.ts";
import { OpenedNotes } from "./features/opened/OpenedNotes.tsx";
import { PushBar } from "./features/push/PushBar.tsx";
import { useLimitEvents } from "./features/registries/pullsLeft.ts";
import { DiagnosticsNote } from "./features/settings/DiagnosticsNote.tsx";
import { StorageProblems } from "./features/settings/StorageProblems.tsx";
import { UpdateNote } from "./features/updates/UpdateNote.tsx";
import { useSettings } from "./features/settings/settingsStore.ts";
import { afterFocusRestored, type View, useNavigation } from "./navigation.ts";
import { ErrorFallback } from "./ErrorFallback.tsx";
import { Button } from "./ui/Button.tsx";
import { classNames } from "./ui/classNames.ts";
import { escapeInvisible } from "./ui/escapeInvisible.ts";
import { FailureNote } from "./ui/FailureNote.tsx";
import { Tooltips } from "./ui/Tooltips.tsx";
import { useKeptFocus } from "./ui/useKeptFocus.ts";
import { ViewPanel } from "./ViewPanel.tsx";

const InspectView = lazy(async () => ({
  default: (await import("./features/inspect/InspectView.tsx")).InspectView,
}));
const CompareView = lazy(async () => ({
  default: (await import("./features/compare/CompareView.tsx")).CompareView,
}));
const HistoryView = lazy(async () => ({
  default: (await import("./features/history/HistoryView.tsx")).HistoryView,
}));
const RegistriesView = lazy(async () => ({
  default: (await import("./features/registries/RegistriesView.tsx")).RegistriesView,
}));

interface ViewEntry {
  readonly id: View;
  readonly label: string;
  readonly Content: ComponentType;
}

const views: readonly ViewEntry[] = [
  { id: "compose", label: "Compose", Content: ComposeView },
  { id: "inspect", label: "Inspect", Content: InspectView },
  { id: "compare", label: "Compare", Content: CompareView },
  { id: "history", label: "History", Content: HistoryView },
  { id: "registries", label: "Registries", Content: RegistriesView },
];

function PaletteButton() {
  const keys = useAccelerator("palette.open");
  return (
    <AriaButton
      className={classNames(styles["palette"])}
      onPress={() => runCommand("palette.open")}
    >
      <Search size={13} aria-hidden />
      <span>Go to an image or a command</span>
      {keys !== undefined && <ShortcutKeys accelerator={keys} />}
    </AriaButton>
  );
}

/** Announces the results of keys to screen readers. */
function Announcement() {
  const { text, count } = useNavigation((state) => state.announcement);
  return (
    <div role="status" className={classNames(styles["hidden"])}>
      <span key={count}>{escapeInvisible(text)}</span>
    </div>
  );
}

function SettingsFailure() {
  const failure = useSettings((state) => state.failure);
  const dismiss = useSettings((state) => state.dismissFailure);
  return failure === undefined ? null : (
    <div className={classNames(styles["failure"])}>
      <FailureNote failure={failure}>
        <Button small onPress={dismiss}>
          Dismiss
        </Button>
      </FailureNote>
    </div>
  );
}

/** The window: its views, pushes in the background, the command palette and the push dialog. */
export function App() {
  const view = useNavigation((state) => state.view);
  const show = useNavigation((state) => state.show);
  useMenuCommands();
  useMenuState();
  useShortcuts();
  usePaneKeys();
  useKeptFocus();
  useAltRelease();
  useLimitEvents();
  useEffect(() => {
    void useSettings.getState().read();
    const stops = [
      persistDraft(),
      persistInspect(),
      persistCompare(),
      // Shows interrupted pushes. The journal is read once the window can be used.
      afterFocusRestored(() => void useHistory.getState().read()),
    ];
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <>
      <Tabs
        className={classNames(styles["window"])}
        selectedKey={view}
        onSelectionChange={(key) => show(key as View)}
      >
        <header className={classNames(styles["bar"])} data-pane>
          <h1 className={classNames(styles["title"])}>Manifestry</h1>
          <TabList aria-label="Views" className={classNames(styles["tabs"])}>
            {views.map(({ id, label }) => (
              <Tab key={id} id={id} className={classNames(styles["tab"])}>
                {label}
              </Tab>
            ))}
          </TabList>
          <PaletteButton />
        </header>
        <SettingsFailure />
        <StorageProblems />
        <CrashNote />
        <OpenedNotes />
        <UpdateNote />
        <DiagnosticsNote />
        <InterruptedBanner />
        <main className={classNames(styles["main"])}>
          {views.map(({ id, Content }) => (
            <ViewPanel key={id} view={id}>
              <Content />
            </ViewPanel>
          ))}
        </main>
        <PushBar />
        <Announcement />
      </Tabs>
      <ErrorBoundary FallbackComponent={ErrorFallback}>
        <Dialogs />
      </ErrorBoundary>
      <Tooltips />
    </>
  );
}
