import { create } from "zustand";
import type { Opened } from "../../../shared/opened.ts";
import { api } from "../../api.ts";
import { disabledReason } from "../../commands/commandActions.ts";
import { useNavigation } from "../../navigation.ts";
import { isDialogOpen } from "../../ui/openDialogs.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { usePush } from "../push/pushStore.ts";

interface OpenedState {
  /** What could not be opened at once: a dialog was open, or the link is wrong. */
  readonly waiting: readonly Opened[];
  /** Takes what the desktop asked for and opens it, or lets it wait. */
  readonly take: () => Promise<void>;
  readonly open: (opened: Opened) => void;
  readonly dismiss: (opened: Opened) => void;
}

/** Notes that are shown at most: a web page can follow links again and again. */
const maxWaiting = 5;

/** The text of a link; files differ. */
function textOf(opened: Opened): string {
  switch (opened.kind) {
    case "reference":
      return opened.text;
    case "rejected":
      return opened.message;
    case "recipe":
    case "plan":
      return opened.id;
  }
}

/** Adds what has to wait: each text once, and the newest only. */
function addWaiting(waiting: readonly Opened[], opened: Opened): readonly Opened[] {
  const others = waiting.filter((each) => textOf(each) !== textOf(opened));
  return [...others, opened].slice(-maxWaiting);
}

/** What the desktop asked the app to open: links and files. Nothing is pushed before its review is confirmed. */
export const useOpened = create<OpenedState>()((set, get) => ({
  waiting: [],
  take: async () => {
    const result = await api.invoke("opened:take", {});
    for (const opened of result.ok ? result.value : []) {
      const mustWait = isDialogOpen() || disabledReason("inspect.open") !== undefined;
      if (opened.kind === "rejected" || mustWait) {
        set(({ waiting }) => ({ waiting: addWaiting(waiting, opened) }));
      } else {
        get().open(opened);
      }
    }
  },
  open: (opened) => {
    get().dismiss(opened);
    switch (opened.kind) {
      case "reference":
        useNavigation.getState().show("inspect");
        useInspect.getState().open(opened.text);
        break;
      case "recipe":
        useNavigation.getState().show("compose");
        void useCompose.getState().openRecipe({ openedId: opened.id });
        break;
      case "plan":
        usePush.getState().makePlan({ kind: "open", openedId: opened.id });
        break;
      case "rejected":
    }
  },
  dismiss: (opened) =>
    set(({ waiting }) => ({ waiting: waiting.filter((each) => each !== opened) })),
}));
