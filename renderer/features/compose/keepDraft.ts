import { api } from "../../api.ts";
import { isEmptyDraft } from "./isEmptyDraft.ts";
import { useCompose } from "./store.ts";

/** How long a draft rests before it is kept, in milliseconds. */
const pause = 300;

/**
 * Takes up the draft that the window was closed with, and keeps each one from now on.
 * A draft that cannot be kept is no reason to disturb anybody: it is there as long as the window is.
 * @returns ends it
 */
export function keepDraft(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = useCompose.getState().draft;

  function keep(): void {
    clearTimeout(timer);
    const { draft } = useCompose.getState();
    if (draft !== kept) {
      kept = draft;
      void api.invoke("draft:keep", { draft });
    }
  }

  const unsubscribe = useCompose.subscribe(({ draft }) => {
    if (draft !== kept) {
      clearTimeout(timer);
      timer = setTimeout(keep, pause);
    }
  });
  window.addEventListener("pagehide", keep);
  void takeUp();
  return () => {
    clearTimeout(timer);
    unsubscribe();
    window.removeEventListener("pagehide", keep);
  };
}

async function takeUp(): Promise<void> {
  const answer = await api.invoke("draft:kept", {});
  const { draft, takeUpDraft } = useCompose.getState();
  // Whoever was quicker than the disk has begun another one.
  if (answer.ok && answer.value !== null && isEmptyDraft(draft)) {
    takeUpDraft(answer.value);
  }
}
