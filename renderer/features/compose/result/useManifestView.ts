import { useEffect, useState } from "react";
import type { Failure } from "../../../../shared/errors.ts";
import type { ManifestView } from "../../../../shared/preview.ts";
import { api } from "../../../api.ts";
import { useCompose } from "../composeStore.ts";

/** A manifest that is being read. */
export type ManifestReading =
  | { readonly kind: "reading" }
  | { readonly kind: "read"; readonly view: ManifestView }
  | { readonly kind: "failed"; readonly failure: Failure; readonly retry: () => void };

/** Reads the manifest of an entry and its config; cancels that when the component goes away. */
export function useManifestView(digest: string): ManifestReading {
  const [attempt, setAttempt] = useState(0);
  const [reading, setReading] = useState<ManifestReading>({ kind: "reading" });

  useEffect(() => {
    setReading({ kind: "reading" });
    const previewId = useCompose.getState().preview?.id ?? "";
    const job = api.startJob("preview:manifest", { previewId, digest });
    let isCurrent = true;
    void job.result.then((result) => {
      if (isCurrent) {
        setReading(
          result.ok
            ? { kind: "read", view: result.value }
            : {
                kind: "failed",
                failure: result.error,
                retry: () => setAttempt((count) => count + 1),
              },
        );
      }
    });
    return () => {
      isCurrent = false;
      job.cancel();
    };
  }, [digest, attempt]);

  return reading;
}
