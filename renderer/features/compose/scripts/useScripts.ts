import { useEffect, useState } from "react";
import type { Failure, Result } from "../../../../shared/errors.ts";
import type { Preview } from "../../../../shared/preview.ts";
import type { Script } from "../../../../shared/script.ts";
import type { OverwriteRules } from "../../../../shared/settings.ts";
import { api } from "../../../api.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import { useCompose } from "../composeStore.ts";

/** The scripts of the draft. The last ones are kept while the next are loading. */
export type ScriptsState =
  | { readonly kind: "loading"; readonly last: readonly Script[] }
  | { readonly kind: "loaded"; readonly scripts: readonly Script[] }
  | { readonly kind: "failed"; readonly error: Failure };

interface ScriptsResult {
  /** The preview whose scripts were requested. */
  readonly preview: Preview;
  /** The overwrite rules that they check. */
  readonly rules: OverwriteRules;
  readonly result: Result<readonly Script[]>;
}

/** Requests the scripts of each fresh preview, and after a change of the overwrite rules, while the component is mounted. */
export function useScripts(): ScriptsState {
  const preview = useCompose((state) =>
    state.previewStatus === "fresh" ? state.preview : undefined,
  );
  const rules = useSettings((state) => state.appliedRules);
  const [latest, setLatest] = useState<ScriptsResult>();
  useEffect(() => {
    if (preview?.result.kind !== "ready") {
      return undefined;
    }
    const job = api.startJob("preview:scripts", { previewId: preview.id });
    let isPending = true;
    void job.result.then((result) => {
      if (isPending) {
        isPending = false;
        setLatest({ preview, rules, result });
        if (!result.ok && result.error.code === "preview_gone") {
          useCompose.getState().updatePreview();
        }
      }
    });
    return () => {
      if (isPending) {
        isPending = false;
        job.cancel();
      }
    };
  }, [preview, rules]);
  if (latest === undefined || latest.preview !== preview || latest.rules !== rules) {
    return { kind: "loading", last: latest?.result.ok === true ? latest.result.value : [] };
  }
  return latest.result.ok
    ? { kind: "loaded", scripts: latest.result.value }
    : { kind: "failed", error: latest.result.error };
}
