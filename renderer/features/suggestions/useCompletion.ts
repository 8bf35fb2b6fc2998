import { useEffect, useRef, useState } from "react";
import type { Completion } from "../../../shared/suggestions.ts";
import { api } from "../../api.ts";
import { completionKey } from "./completionKey.ts";

/** How long typing must pause before a request, in milliseconds. */
const pauseMs = 200;
/** How long a request takes before its wait is shown, in milliseconds. */
const calmMs = 500;

/** A list that is read. */
interface CompletionWait {
  readonly label: string;
  /** The label, with a count once it is known. */
  readonly message: string;
}

type CompletionState =
  | { readonly kind: "none" }
  | ({ readonly kind: "waiting" } & CompletionWait)
  /** @property wait what is still read, whose options come after these */
  | { readonly kind: "known"; readonly completion: Completion; readonly wait?: CompletionWait };

const none: CompletionState = { kind: "none" };

/** Names what is listed for a key, before a count is known. */
function describeWait(key: string): string {
  return key.endsWith("/") ? "Listing repositories…" : "Listing tags…";
}

/**
 * Requests the completion of a reference after a pause in typing. The request is cancelled if the reference changes in
 * more than what the completion is filtered by. Failures are ignored: a completion is only an offer.
 * @param reference empty for none
 */
export function useCompletion(reference: string): CompletionState {
  const key = completionKey(reference);
  const isUsed = reference !== "";
  const [state, setState] = useState({ key, shown: none });
  const typed = useRef(reference);
  useEffect(() => {
    typed.current = reference;
  });
  useEffect(() => {
    if (!isUsed) {
      return undefined;
    }
    let isCurrent = true;
    let cancel: (() => void) | undefined;
    const show = (shown: CompletionState): void => {
      if (isCurrent) {
        setState({ key, shown });
      }
    };
    let timer = setTimeout(() => {
      let isCalm = false;
      const label = describeWait(key);
      let message = label;
      let partial: Completion | undefined;
      const showWait = (): void => {
        if (partial !== undefined) {
          const completion = partial;
          show({ kind: "known", completion, ...(isCalm ? { wait: { label, message } } : {}) });
        } else if (isCalm) {
          show({ kind: "waiting", label, message });
        }
      };
      const job = api.startJob("reference:complete", { text: typed.current }, (progress) => {
        message = progress.kind === "working" ? progress.message : message;
        partial = progress.kind === "completion" ? progress.completion : partial;
        showWait();
      });
      timer = setTimeout(() => {
        isCalm = true;
        showWait();
      }, calmMs);
      cancel = () => job.cancel();
      void job.result.then((result) => {
        clearTimeout(timer);
        cancel = undefined;
        isCalm = false;
        show(result.ok ? { kind: "known", completion: result.value } : none);
      });
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      cancel?.();
      // A list is requested again when the field is used again: the main process caches it.
      setState({ key, shown: none });
    };
  }, [isUsed, key]);
  if (!isUsed || state.key !== key) {
    return none;
  }
  const { shown } = state;
  // In the path of a layout, the colon of the tag may be an earlier one than the last.
  return shown.kind === "known" && !reference.startsWith(shown.completion.stem) ? none : shown;
}
