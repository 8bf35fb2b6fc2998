import { useEffect, useState } from "react";
import type { Failure } from "../../../../shared/errors.ts";
import type { ManifestView } from "../../../../shared/preview.ts";
import { api } from "../../../api.ts";
import { useCompose } from "../composeStore.ts";

/** A manifest that is being read. */
export type ManifestReading =
  | { readonly kind: "reading" }
  | { readonly kind: "read"; readonly view: ManifestView }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Reads the manifest of an entry and its config; cancels that when the component goes away. */
export function useManifestView(digest: string): {
  readonly reading: ManifestReading;
  readonly retry: () => void;
} {
  // A new object with each attempt.
  const [request, setRequest] = useState({ digest });
  const [reading, setReading] = useState<ManifestReading>({ kind: "reading" });

  function retry(): void {
    setReading({ kind: "reading" });
    setRequest({ digest });
  }

  useEffect(() => {
    const previewId = useCompose.getState().preview?.id ?? "";
    const job = api.startJob("preview:manifest", { previewId, digest: request.digest });
    let isCurrent = true;
    void job.result.then((result) => {
      if (isCurrent) {
        setReading(
          result.ok
            ? { kind: "read", view: result.value }
            : { kind: "failed", failure: result.error },
        );
      }
    });
    return () => {
      isCurrent = false;
      job.cancel();
    };
  }, [request]);

  return { reading, retry };
}
