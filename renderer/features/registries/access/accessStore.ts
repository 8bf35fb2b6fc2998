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
        (result) =>
          set({
            step: result.ok
              ? { kind: "tested", report: result.value }
              : { kind: "failed", failure: result.error },
          }),
      );
    },
    close: () => {
      slot.drop();
      set({ isOpen: false, step: { kind: "form" } });
    },
  };
});
