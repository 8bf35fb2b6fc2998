import type { ResultContent, ResultRow } from "../../../../shared/preview.ts";
import { useCompose } from "../composeStore.ts";
import { shownContent } from "./previewResult.ts";

/** The content that a push would push, or undefined. */
export function useContent(): ResultContent | undefined {
  return useCompose((state) =>
    state.preview?.result.kind === "ready" ? state.preview.result.content : undefined,
  );
}

/** The content shown in the result pane, which may lack some sources, or undefined. */
export function useShownContent(): ResultContent | undefined {
  return useCompose((state) => shownContent(state.preview?.result));
}

/** The number of sources missing from the shown content. */
export function useMissingCount(): number {
  return useCompose((state) =>
    state.preview?.result.kind === "partial" ? state.preview.result.missing.length : 0,
  );
}

/** How often the shown content lists the digest of an entry: edits apply to all of these entries. */
export function useRepeats({ descriptor: { digest } }: ResultRow): number {
  const rows = useShownContent()?.rows ?? [];
  return rows.filter(({ descriptor }) => descriptor.digest === digest).length;
}
