import { useEffect } from "react";
import { commands } from "../../shared/commands.ts";
import type { MenuState } from "../../shared/menuState.ts";
import { api } from "../api.ts";
import { useCompare } from "../features/compare/compareStore.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { useDeleteTags } from "../features/tags/delete/deleteStore.ts";
import { useAccess } from "../features/registries/access/accessStore.ts";
import { useCopyTags } from "../features/tags/copy/copyStore.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { usePushQueue } from "../features/push/pushQueueStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useNavigation } from "../navigation.ts";
import { disabledReason } from "./commandActions.ts";
import { isRebindable } from "./keymap.ts";
import { undoLabel } from "./undo.ts";

/** Milliseconds in which changes are reported together. */
const pauseMs = 50;

/** The state of the commands, as the menu shows it. */
export function menuState(): MenuState {
  const { theme, shortcuts } = useSettings.getState();
  const labels = [
    ["edit.undo", undoLabel("undo")],
    ["edit.redo", undoLabel("redo")],
  ] as const;
  return {
    disabled: commands.flatMap(({ id }) => (disabledReason(id) === undefined ? [] : [id])),
    checked: [`theme.${theme}`],
    labels: Object.fromEntries(
      labels.flatMap(([id, label]) => (label === undefined ? [] : [[id, label]])),
    ),
    accelerators: Object.fromEntries(
      commands.flatMap(({ id }) => {
        const keys = isRebindable(id) ? shortcuts[id] : undefined;
        return keys === undefined ? [] : [[id, keys]];
      }),
    ),
  };
}

/** Reports the state of the commands to the menu when it changes. The focus and typed text decide what undo does. */
export function useMenuState(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let reported = "";
    function report(): void {
      timer = undefined;
      const state = menuState();
      const text = JSON.stringify(state);
      if (text !== reported) {
        reported = text;
        void api.invoke("menu:update", state);
      }
    }
    function schedule(): void {
      timer ??= setTimeout(report, pauseMs);
    }
    const stores = [
      useCompare,
      useCompose,
      useAccess,
      useCopyTags,
      useDeleteTags,
      useInspect,
      useNavigation,
      usePush,
      usePushQueue,
      useSettings,
    ] as const;
    const unsubscribe = stores.map((store) => store.subscribe(schedule));
    const events = ["focusin", "focusout", "input"] as const;
    for (const event of events) {
      window.addEventListener(event, schedule, true);
    }
    schedule();
    return () => {
      clearTimeout(timer);
      for (const stop of unsubscribe) {
        stop();
      }
      for (const event of events) {
        window.removeEventListener(event, schedule, true);
      }
    };
  }, []);
}
