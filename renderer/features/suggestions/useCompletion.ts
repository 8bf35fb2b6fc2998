import { useEffect, useState } from "react";
import type { Completion } from "../../../shared/suggestions.ts";
import { api } from "../../api.ts";

/** How long typing must pause before a request, in milliseconds. */
const pauseMs = 200;

interface Completed {
  readonly completion: Completion;
  /** The reference that was completed. */
  readonly reference: string;
}

function countColons(text: string): number {
  return text.split(":").length - 1;
}

/** Reports whether a completion also holds for a reference that was typed later. */
function isFor({ completion, reference }: Completed, later: string): boolean {
  const { kind, stem } = completion;
  return kind === "tags"
    ? later.startsWith(stem) && !/[/:@]/.test(later.slice(stem.length))
    : countColons(later) === countColons(reference) && !later.includes("@");
}

/**
 * Requests the completion of a reference after a pause in typing. The request is cancelled if the reference changes.
 * Failures are ignored: a completion is only an offer.
 * @param reference empty for none
 * @returns undefined until the completion is known
 */
export function useCompletion(reference: string): Completion | undefined {
  const [completed, setCompleted] = useState<Completed>();
  const known = completed !== undefined && isFor(completed, reference) ? completed : undefined;
  const isWanted = reference !== "" && known === undefined;
  useEffect(() => {
    if (!isWanted) {
      return undefined;
    }
    let cancel: (() => void) | undefined;
    const timer = setTimeout(() => {
      const job = api.startJob("reference:complete", { text: reference });
      let isCancelled = false;
      cancel = () => {
        isCancelled = true;
        job.cancel();
      };
      void job.result.then((result) => {
        cancel = undefined;
        if (result.ok && !isCancelled) {
          setCompleted({ completion: result.value, reference });
        }
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      cancel?.();
    };
  }, [isWanted, reference]);
  // A list is requested again when the field is used again: the main process caches it.
  const isUsed = reference !== "";
  useEffect(() => (isUsed ? () => setCompleted(undefined) : undefined), [isUsed]);
  return known?.completion;
}
