import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { AppInfo } from "../../../shared/ipc/contract.ts";
import type { Settings } from "../../../shared/settings.ts";
import { api } from "../../api.ts";

interface SettingsState {
  readonly theme: Settings["theme"];
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
  /** Copies versions, folders, settings and the end of the log to the clipboard. */
  readonly copyDiagnostics: () => Promise<void>;
  readonly dismissDiagnostics: () => void;
  readonly openLogFolder: () => Promise<void>;
  readonly dismissFailure: () => void;
  readonly dismissProblems: () => void;
  readonly showDraftProblem: (problem: Failure | undefined) => void;
}

/** The settings, and what the main process reports about the app. */
export const useSettings = create<SettingsState>()((set, get) => ({
  theme: "system",
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
      theme: settings.ok ? settings.value.theme : "system",
      failure: settings.ok ? undefined : settings.error,
      problems: info.ok ? info.value.problems : [],
    });
  },
  setTheme: async (theme) => {
    const before = get().theme;
    set({ theme, failure: undefined });
    const result = await api.invoke("settings:write", { theme });
    set(result.ok ? { theme: result.value.theme } : { theme: before, failure: result.error });
  },
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
  dismissProblems: () => set({ problems: [], draftProblem: undefined }),
  showDraftProblem: (draftProblem) => set({ draftProblem }),
}));
