import type { ViewState } from "../shared/viewState.ts";
import { saveBeforeClose } from "./saveBeforeClose.ts";
import { useViewState } from "./viewState.ts";

/** Milliseconds without a change after which it is saved. */
const pauseMs = 300;

/** A store whose changes are saved. */
interface Watched {
  readonly subscribe: (onChange: () => void) => () => void;
}

/**
 * Saves a part of the view state when stores change, at the latest when the window closes.
 * @param current returns what is saved
 * @returns stops saving
 */
export function persistView(stores: readonly Watched[], current: () => ViewState): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saved = JSON.stringify(current());

  function save(): void {
    clearTimeout(timer);
    const state = current();
    const text = JSON.stringify(state);
    if (text !== saved) {
      saved = text;
      useViewState.getState().remember(state);
    }
  }

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(save, pauseMs);
  }

  const stops = [
    ...stores.map((store) => store.subscribe(schedule)),
    saveBeforeClose(async () => {
      save();
      await useViewState.getState().stored();
    }),
    () => clearTimeout(timer),
  ];
  return () => stops.forEach((stop) => stop());
}
