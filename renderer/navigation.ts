import { useEffect } from "react";
import { create } from "zustand";
import type { ViewState } from "../shared/viewState.ts";
import { useViewState } from "./viewState.ts";

export type View = "compose" | "inspect" | "compare" | "history" | "registries";

/** A page of the help. */
export type HelpTab = "start" | "about" | "diagnostics";

export type HelpDialog = "shortcuts" | "licenses" | HelpTab;

/** A command that needs a tag, and the text of its dialog. */
export interface TagQuestion {
  readonly purpose: "edit" | "timeline";
  readonly text: string;
}

/** A place in the window that a command can focus. */
export type FocusTarget =
  | "addSource"
  | "addTarget"
  | "blockingTarget"
  | "failedSource"
  | "firstCompared"
  | "inspectReference"
  | "invalidAnnotation"
  | "interruptedPush"
  | "logInAccount"
  | "newAnnotation"
  | "overwriteRules"
  | "secondCompared"
  /** The content of the shown view. */
  | "view";

interface NavigationState {
  readonly view: View;
  readonly isPaletteOpen: boolean;
  /** The open dialog of the Help menu. */
  readonly helpDialog: HelpDialog | undefined;
  /** The latest request; the count makes a repeated request differ from the one before. */
  readonly focus: { readonly target: FocusTarget; readonly count: number } | undefined;
  readonly show: (view: View) => void;
  readonly setPaletteOpen: (open: boolean) => void;
  /** The dialog that asks for a tag while it is open. */
  readonly tagQuestion: TagQuestion | undefined;
  readonly askForTag: (question: TagQuestion) => void;
  readonly setTagQuestionText: (text: string) => void;
  readonly closeTagQuestion: () => void;
  readonly setHelpDialog: (dialog: HelpDialog | undefined) => void;
  readonly requestFocus: (target: FocusTarget) => void;
  /** What screen readers announce; the count makes a repeated text differ from the one before. */
  readonly announcement: { readonly text: string; readonly count: number };
  readonly announce: (text: string) => void;
}

/** The view of the last start if what it showed is restored, else Compose. */
function firstView({ shownView, inspectTabs, comparisons }: ViewState): View {
  const isRestored =
    (shownView === "inspect" && (inspectTabs?.tabs.length ?? 0) > 0) ||
    (shownView === "compare" && (comparisons?.steps.length ?? 0) > 0);
  return isRestored ? shownView : "compose";
}

/** The shown view, the palette, and the latest request for the focus. */
export const useNavigation = create<NavigationState>()((set) => ({
  view: firstView(useViewState.getState().remembered),
  isPaletteOpen: false,
  helpDialog: undefined,
  tagQuestion: undefined,
  focus: undefined,
  announcement: { text: "", count: 0 },
  show: (view) => set({ view }),
  setPaletteOpen: (isPaletteOpen) => set({ isPaletteOpen }),
  setHelpDialog: (helpDialog) => set({ helpDialog }),
  askForTag: (tagQuestion) => set({ tagQuestion }),
  setTagQuestionText: (text) =>
    set(({ tagQuestion }) => ({ tagQuestion: tagQuestion && { ...tagQuestion, text } })),
  closeTagQuestion: () => set({ tagQuestion: undefined }),
  requestFocus: (target) =>
    set((state) => ({ focus: { target, count: (state.focus?.count ?? 0) + 1 } })),
  announce: (text) =>
    set(({ announcement }) => ({ announcement: { text, count: announcement.count + 1 } })),
}));

/** Runs in two frames: after the view has rendered, and after a closing palette or menu has restored the focus. */
export function afterFocusRestored(run: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(frame);
}

/** Moves the focus with `takeFocus` when a command requests it for the target. */
export function useFocusRequest(target: FocusTarget, takeFocus: () => void): void {
  const request = useNavigation((state) =>
    state.focus?.target === target ? state.focus : undefined,
  );
  useEffect(
    () => (request === undefined ? undefined : afterFocusRestored(takeFocus)),
    // Only a new request moves the focus, not a new `takeFocus`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [request],
  );
}
