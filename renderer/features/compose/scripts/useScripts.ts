import { useEffect, useState } from "react";
import type { Preview } from "../../../../shared/preview.ts";
import type { Failure, Result } from "../../../../shared/errors.ts";
import type { Script } from "../../../../shared/script.ts";
import { api } from "../../../api.ts";
import { useCompose } from "../composeStore.ts";

/** The scripts of the draft; the last ones stay in sight until the next are there. */
export type ScriptsState =
  | { readonly kind: "asking"; readonly last: readonly Script[] }
  | { readonly kind: "known"; readonly scripts: readonly Script[] }
  | { readonly kind: "failed"; readonly error: Failure };

interface Answer {
  /** What the draft came to when it was asked for. */
  readonly preview: Preview;
  readonly result: Result<readonly Script[]>;
}

/** Asks for the draft's scripts while what shows them is there, each time that the preview has caught up. */
export function useScripts(): ScriptsState {
  const preview = useCompose((state) => (state.previewStatus === "fresh" ? state.preview : null));
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (preview?.result.kind !== "ready") {
      return;
    }
    const job = api.startJob("preview:scripts", { previewId: preview.id });
    let wanted = true;
    void job.result.then((result) => {
      if (wanted) {
        wanted = false;
        setAnswer({ preview, result });
        if (!result.ok && result.error.code === "preview_gone") {
          useCompose.getState().updatePreview();
        }
      }
    });
    return () => {
      if (wanted) {
        wanted = false;
        job.cancel();
      }
    };
  }, [preview]);
  if (answer === null || answer.preview !== preview) {
    return { kind: "asking", last: answer?.result.ok === true ? answer.result.value : [] };
  }
  return answer.result.ok
    ? { kind: "known", scripts: answer.result.value }
    : { kind: "failed", error: answer.result.error };
}
