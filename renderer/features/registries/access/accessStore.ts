import { create } from "zustand";
import type { AccessReport } from "../../../../shared/access.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { api, type Job } from "../../../api.ts";

export type AccessStep =
  | { readonly kind: "form" }
  | { readonly kind: "testing" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "tested"; readonly report: AccessReport };

interface AccessState {
  readonly isOpen: boolean;
  /** The repository, as typed. */
  readonly text: string;
  readonly step: AccessStep;
  /** Opens the dialog. @param text a repository to test at once, or the start of one that ends with a slash */
  readonly open: (text: string) => void;
  readonly setText: (text: string) => void;
  readonly test: () => void;
  readonly close: () => void;
}

/** The dialog that tests the access to a repository. */
export const useAccess = create<AccessState>()((set, get) => {
  let job: Job<AccessReport> | undefined;

  function cancel(): void {
    job?.cancel();
    job = undefined;
  }

  return {
    isOpen: false,
    text: "",
    step: { kind: "form" },
    open: (text) => {
      cancel();
      set({ isOpen: true, text, step: { kind: "form" } });
      if (text !== "" && !text.endsWith("/")) {
        get().test();
      }
    },
    setText: (text) => {
      cancel();
      set({ text, step: { kind: "form" } });
    },
    test: () => {
      cancel();
      set({ step: { kind: "testing" } });
      const started = api.startJob("access:test", { text: get().text });
      job = started;
      void started.result.then((result) => {
        if (job === started) {
          job = undefined;
          set({
            step: result.ok
              ? { kind: "tested", report: result.value }
              : { kind: "failed", failure: result.error },
          });
        }
      });
    },
    close: () => {
      cancel();
      set({ isOpen: false, step: { kind: "form" } });
    },
  };
});
