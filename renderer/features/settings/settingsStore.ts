import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { AppInfo } from "../../../shared/ipc/contract.ts";
import { noOverwriteRules } from "../../../shared/overwriteRules.ts";
import type { OverwriteRules, Settings } from "../../../shared/settings.ts";
import { api } from "../../api.ts";

/** How many recent sources are kept; as in the schema of the settings. */
const maxRecent = 20;
/** Longer texts are descriptors. */
const maxRecentLength = 1024;

interface SettingsState extends Settings {
  /** The rules that are saved: those that the main process applies. */
  readonly appliedRules: OverwriteRules;
  /** Absent until it is read. */
  readonly info: AppInfo | undefined;
  /** The error of the last action: reading or writing settings, or diagnostics. */
  readonly failure: Failure | undefined;
  /** Whether diagnostics were copied; false again once the message is dismissed. */
  readonly hasCopiedDiagnostics: boolean;
  /** Files of the app that could not be read; empty once dismissed. */
  readonly problems: readonly Failure[];
  /** Why the draft cannot be saved; absent once dismissed. */
  readonly draftProblem: Failure | undefined;
  readonly read: () => Promise<void>;
  readonly setTheme: (theme: Settings["theme"]) => Promise<void>;
  readonly setCheckForUpdates: (isWanted: boolean) => Promise<void>;
  readonly setShortcuts: (shortcuts: Settings["shortcuts"]) => Promise<void>;
  readonly setOverwriteRules: (rules: OverwriteRules) => Promise<void>;
  /** Puts references at the front of the recent sources. Descriptors as JSON are not kept. */
  readonly addRecentSources: (texts: readonly string[]) => Promise<void>;
  readonly clearRecentSources: () => Promise<void>;
  /** Copies versions, folders, settings and the end of the log to the clipboard. */
  readonly copyDiagnostics: () => Promise<void>;
  readonly dismissDiagnostics: () => void;
  readonly openLogFolder: () => Promise<void>;
  readonly dismissFailure: () => void;
  readonly dismissCrash: () => Promise<void>;
  readonly dismissProblems: () => void;
  readonly showDraftProblem: (problem: Failure | undefined) => void;
}

/** The settings, and what the main process reports about the app. */
export const useSettings = create<SettingsState>()((set, get) => {
  /** Shows a change at once and saves it; a change that cannot be saved is taken back. */
  async function change(changed: Partial<Settings>): Promise<void> {
    const { theme, neverOverwrite, recentSources, shortcuts, checkForUpdates } = get();
    set({ ...changed, failure: undefined });
    const result = await api.invoke("settings:write", changed);
    const before = { theme, neverOverwrite, recentSources, shortcuts, checkForUpdates };
    set(result.ok ? {} : { ...before, failure: result.error });
  }

  return {
    theme: "system",
    neverOverwrite: noOverwriteRules,
    appliedRules: noOverwriteRules,
    recentSources: [],
    shortcuts: {},
    checkForUpdates: true,
    info: undefined,
    failure: undefined,
    hasCopiedDiagnostics: false,
    problems: [],
    draftProblem: undefined,
    read: async () => {
      const [info, settings] = await Promise.all([
        api.invoke("app:info", {}),
        api.invoke("settings:read", {}),
      ]);
      set({
        info: info.ok ? info.value : undefined,
        ...(settings.ok ? { ...settings.value, appliedRules: settings.value.neverOverwrite } : {}),
        failure: settings.ok ? undefined : settings.error,
        problems: info.ok ? info.value.problems : [],
      });
    },
    setTheme: (theme) => change({ theme }),
    setCheckForUpdates: (checkForUpdates) => change({ checkForUpdates }),
    setShortcuts: (shortcuts) => change({ shortcuts }),
    setOverwriteRules: async (neverOverwrite) => {
      await change({ neverOverwrite });
      set({ appliedRules: get().neverOverwrite });
    },
    addRecentSources: async (texts) => {
      const before = get().recentSources;
      const kept = texts.filter((text) => text.length <= maxRecentLength && !/^[[{]/.test(text));
      const recentSources = [...new Set([...kept, ...before])].slice(0, maxRecent);
      if (recentSources.join("\n") !== before.join("\n")) {
        await change({ recentSources });
      }
    },
    clearRecentSources: () => change({ recentSources: [] }),
    copyDiagnostics: async () => {
      set({ failure: undefined, hasCopiedDiagnostics: false });
      const result = await api.invoke("diagnostics:copy", {});
      set(result.ok ? { hasCopiedDiagnostics: true } : { failure: result.error });
    },
    dismissDiagnostics: () => set({ hasCopiedDiagnostics: false }),
    openLogFolder: async () => {
      const result = await api.invoke("diagnostics:openLogFolder", {});
      set({ failure: result.ok ? undefined : result.error });
    },
    dismissFailure: () => set({ failure: undefined }),
    dismissCrash: async () => {
      const { info } = get();
      set({ info: info && { ...info, crash: undefined } });
      await api.invoke("crash:dismiss", {});
    },
    dismissProblems: () => set({ problems: [], draftProblem: undefined }),
    showDraftProblem: (draftProblem) => set({ draftProblem }),
  };
});
