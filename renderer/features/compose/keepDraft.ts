import type { Draft } from "../../../shared/draft.ts";
import type { Failure } from "../../../shared/result.ts";
import { api } from "../../api.ts";
import { useSettings } from "../settings/store.ts";
import { isEmptyDraft } from "./isEmptyDraft.ts";
import { useCompose } from "./store.ts";

/** How long a draft rests before it is kept, in milliseconds. */
const pause = 300;

/**
 * Takes up the draft that the window was closed with, and keeps each one from now on.
 * Why one cannot be kept is shown once, until one is kept again: the draft is there as long as the window is.
 * @returns ends it
 */
export function keepDraft(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = useCompose.getState().draft;
  /** Why the last one was not kept. */
  let problem: string | null = null;

  function keep(): void {
    clearTimeout(timer);
    const { draft } = useCompose.getState();
    if (draft !== kept || problem !== null) {
      kept = draft;
      void send(draft);
    }
  }

  async function send(draft: Draft): Promise<void> {
    const answer = await api.invoke("draft:keep", { draft });
    const before = problem;
    problem = answer.ok ? null : answer.error.message;
    // One that the person has dismissed is not shown again at every change of the draft.
    if (problem !== before) {
      useSettings.getState().showDraftProblem(answer.ok ? null : asDraftProblem(answer.error));
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

function asDraftProblem(error: Failure): Failure {
  return { ...error, message: `The draft is not kept for the next start. ${error.message}` };
}

async function takeUp(): Promise<void> {
  const answer = await api.invoke("draft:kept", {});
  const { draft, takeUpDraft } = useCompose.getState();
  // Whoever was quicker than the disk has begun another one.
  if (answer.ok && answer.value !== null && isEmptyDraft(draft)) {
    takeUpDraft(answer.value);
  }
}
