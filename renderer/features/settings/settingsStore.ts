import { create } from "zustand";
import type { AppInfo } from "../../../shared/ipc/contract.ts";
import type { Failure } from "../../../shared/errors.ts";
import type { Settings } from "../../../shared/settings.ts";
import { api } from "../../api.ts";

interface SettingsState {
  readonly theme: Settings["theme"];
  readonly info: AppInfo | null;
  readonly failure: Failure | null;
  /** Whether diagnostics were copied; false again once the message is dismissed. */
  readonly hasCopiedDiagnostics: boolean;
  /** Files of the app's own that are not in effect; none once the person has dismissed them. */
  readonly problems: readonly Failure[];
  /** Why the draft is not kept; null while it is, and once the person has dismissed it. */
  readonly draftProblem: Failure | null;
  readonly read: () => Promise<void>;
  readonly setTheme: (theme: Settings["theme"]) => Promise<void>;
  /** Copies versions, folders, settings and the end of the log to the clipboard. */
  readonly copyDiagnostics: () => Promise<void>;
  readonly dismissDiagnostics: () => void;
  readonly openLogFolder: () => Promise<void>;
  readonly dismissFailure: () => void;
  readonly dismissProblems: () => void;
  readonly showDraftProblem: (problem: Failure | null) => void;
}

/** What the person has set, and what the app is. */
export const useSettings = create<SettingsState>()((set, get) => ({
  theme: "system",
  info: null,
  failure: null,
  hasCopiedDiagnostics: false,
  problems: [],
  draftProblem: null,
  read: async () => {
    const [info, settings] = await Promise.all([
      api.invoke("app:info", {}),
      api.invoke("settings:read", {}),
    ]);
    set({
      info: info.ok ? info.value : null,
      theme: settings.ok ? settings.value.theme : "system",
      failure: settings.ok ? null : settings.error,
      problems: info.ok ? info.value.problems : [],
    });
  },
  setTheme: async (theme) => {
    const before = get().theme;
    set({ theme, failure: null });
    const answer = await api.invoke("settings:write", { theme });
    set(answer.ok ? { theme: answer.value.theme } : { theme: before, failure: answer.error });
  },
  copyDiagnostics: async () => {
    set({ failure: null, hasCopiedDiagnostics: false });
    const answer = await api.invoke("diagnostics:copy", {});
    set(answer.ok ? { hasCopiedDiagnostics: true } : { failure: answer.error });
  },
  dismissDiagnostics: () => set({ hasCopiedDiagnostics: false }),
  openLogFolder: async () => {
    const answer = await api.invoke("diagnostics:openLogFolder", {});
    set({ failure: answer.ok ? null : answer.error });
  },
  dismissFailure: () => set({ failure: null }),
  dismissProblems: () => set({ problems: [], draftProblem: null }),
  showDraftProblem: (draftProblem) => set({ draftProblem }),
}));
