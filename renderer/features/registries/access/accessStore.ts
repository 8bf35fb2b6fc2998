import { create } from "zustand";
import type { AccessReport } from "../../../../shared/access.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { api } from "../../../api.ts";
import { JobSlot } from "../../../jobSlot.ts";

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
  /** What was found last, by the full name of the repository. */
  readonly reports: Readonly<Record<string, AccessReport>>;
  /** Opens the dialog. @param text a repository to test at once, or the start of one that ends with a slash */
  readonly open: (text: string) => void;
  readonly setText: (text: string) => void;
  readonly test: () => void;
  readonly close: () => void;
}

/** The dialog that tests the access to a repository. */
export const useAccess = create<AccessState>()((set, get) => {
  const slot = new JobSlot();

  return {
    isOpen: false,
    text: "",
    step: { kind: "form" },
    reports: {},
    open: (text) => {
      slot.drop();
      set({ isOpen: true, text, step: { kind: "form" } });
      if (text !== "" && !text.endsWith("/")) {
        get().test();
      }
    },
    setText: (text) => {
      slot.drop();
      set({ text, step: { kind: "form" } });
    },
    test: () => {
      set({ step: { kind: "testing" } });
      slot.start(
        () => api.startJob("access:test", { text: get().text }),
        (result) => {
          if (result.ok) {
            const report = result.value;
            const reports = { ...get().reports, [report.repository]: report };
            set({ step: { kind: "tested", report }, reports });
          } else {
            set({ step: { kind: "failed", failure: result.error } });
          }
        },
      );
    },
    close: () => {
      slot.drop();
      set({ isOpen: false, step: { kind: "form" } });
    },
  };
});
