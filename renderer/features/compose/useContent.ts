import type { ResultContent } from "../../../shared/preview.ts";
import { useCompose } from "./store.ts";

/** The content that the preview came to, or null where there is none. */
export function useContent(): ResultContent | null {
  return useCompose((state) =>
    state.preview?.result.kind === "ready" ? state.preview.result.content : null,
  );
}
