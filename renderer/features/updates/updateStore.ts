import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { UpdateState } from "../../../shared/updates.ts";
import { api } from "../../api.ts";

interface Updates {
  readonly state: UpdateState;
  /** Why the update cannot be installed now. */
  readonly failure: Failure | undefined;
  /** Whether the note about a ready update was closed. */
  readonly isDismissed: boolean;
  readonly follow: () => () => void;
  readonly check: () => void;
  readonly install: () => Promise<void>;
  readonly dismiss: () => void;
}

/** Newer versions of the app, as the main process reports them. */
export const useUpdates = create<Updates>()((set) => ({
  state: { kind: "idle" },
  failure: undefined,
  isDismissed: false,
  follow: () => {
    void api.invoke("updates:read", {}).then((result) => result.ok && set({ state: result.value }));
    return api.on("updates:changed", (state) => set({ state }));
  },
  check: () => void api.invoke("updates:check", {}),
  install: async () => {
    set({ failure: undefined });
    const result = await api.invoke("updates:install", {});
    set({ failure: result.ok ? undefined : result.error });
  },
  dismiss: () => set({ isDismissed: true }),
}));
