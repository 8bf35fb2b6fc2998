import type { Draft } from "../../../shared/draft.ts";
import type { Failure } from "../../../shared/errors.ts";
import { api } from "../../api.ts";
import { useSettings } from "../settings/settingsStore.ts";
import { isEmptyDraft } from "./isEmptyDraft.ts";
import { useCompose } from "./composeStore.ts";

/** How long a draft rests before it is kept, in milliseconds. */
const pause = 300;

/**
 * Takes up the draft that the window was closed with, and keeps each one from now on.
 * Why one cannot be kept is shown once, until one is kept again: the draft is there as long as the window is.
 * @returns ends it
 */
export function persistDraft(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = useCompose.getState().draft;
  /** Why the last one was not kept. */
  let problem: string | null = null;

  let sent = Promise.resolve();

  /** @returns when the draft as it is now is kept, or cannot be */
  function keep(): Promise<void> {
    clearTimeout(timer);
    const { draft } = useCompose.getState();
    if (draft !== kept || problem !== null) {
      kept = draft;
      sent = send(draft);
    }
    return sent;
  }

  /** What was typed last is kept before the window closes, which waits for the answer. */
  async function saveAll(): Promise<void> {
    await keep();
    await api.invoke("window:saved", {});
  }

  async function send(draft: Draft): Promise<void> {
    const answer = await api.invoke("draft:keep", { draft });
    const before = problem;
    problem = answer.ok ? null : answer.error.message;
    // One that the person has dismissed is not shown again at every change of the draft.
    if (problem !== before) {
      useSettings.getState().showDraftProblem(answer.ok ? undefined : asDraftProblem(answer.error));
    }
  }

  const unsubscribe = useCompose.subscribe(({ draft }) => {
    if (draft !== kept) {
      clearTimeout(timer);
      timer = setTimeout(() => void keep(), pause);
    }
  });
  const onPageHide = (): void => void keep();
  window.addEventListener("pagehide", onPageHide);
  const endClosing = api.on("window:closing", () => void saveAll());
  void takeUp();
  return () => {
    clearTimeout(timer);
    unsubscribe();
    endClosing();
    window.removeEventListener("pagehide", onPageHide);
  };
}

function asDraftProblem(error: Failure): Failure {
  return { ...error, message: `The draft is not kept for the next start. ${error.message}` };
}

async function takeUp(): Promise<void> {
  const answer = await api.invoke("draft:kept", {});
  const { draft, restoreDraft } = useCompose.getState();
  // Whoever was quicker than the disk has begun another one.
  if (answer.ok && answer.value !== null && isEmptyDraft(draft)) {
    restoreDraft(answer.value);
  }
}
