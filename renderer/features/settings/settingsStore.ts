import { create } from "zustand";
import type { AppInfo } from "../../../shared/ipc/contract.ts";
import type { Failure } from "../../../shared/errors.ts";
import type { Settings } from "../../../shared/settings.ts";
import { api } from "../../api.ts";

interface SettingsState {
  readonly theme: Settings["theme"];
  readonly info: AppInfo | null;
  readonly failure: Failure | null;
  /** Files of the app's own that are not in effect; none once the person has dismissed them. */
  readonly problems: readonly Failure[];
  /** Why the draft is not kept; null while it is, and once the person has dismissed it. */
  readonly draftProblem: Failure | null;
  readonly read: () => Promise<void>;
  readonly setTheme: (theme: Settings["theme"]) => Promise<void>;
  readonly dismissFailure: () => void;
  readonly dismissProblems: () => void;
  readonly showDraftProblem: (problem: Failure | null) => void;
}

/** What the person has set, and what the app is. */
export const useSettings = create<SettingsState>()((set, get) => ({
  theme: "system",
  info: null,
  failure: null,
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
  dismissFailure: () => set({ failure: null }),
  dismissProblems: () => set({ problems: [], draftProblem: null }),
  showDraftProblem: (draftProblem) => set({ draftProblem }),
}));
