import type { ResultContent } from "../../../../shared/preview.ts";
import { shownContent } from "./previewResult.ts";
import { useCompose } from "../composeStore.ts";

/** The content that a push would bring, or null where there is none. */
export function useContent(): ResultContent | null {
  return useCompose((state) =>
    state.preview?.result.kind === "ready" ? state.preview.result.content : null,
  );
}

/** The content that is shown: where sources are missing, what the others give. */
export function useShownContent(): ResultContent | null {
  return useCompose((state) => shownContent(state.preview?.result));
}

/** How many sources are missing from the content that is shown. */
export function useMissingCount(): number {
  return useCompose((state) =>
    state.preview?.result.kind === "partial" ? state.preview.result.missing.length : 0,
  );
}
