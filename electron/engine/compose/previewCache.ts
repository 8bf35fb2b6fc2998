import { EngineError } from "../errors.ts";
import type { ComputedPreview } from "./preview.ts";

/** Previews kept; the window asks only about its latest one. */
const maxPreviews = 4;

/** The latest previews, by the ids that losses, scripts and plans are requested with. */
export class PreviewCache {
  readonly #previews = new Map<string, ComputedPreview>();

  add(previewed: ComputedPreview): void {
    this.#previews.set(previewed.preview.id, previewed);
    for (const oldest of this.#previews.keys()) {
      if (this.#previews.size <= maxPreviews) break;
      this.#previews.delete(oldest);
    }
  }

  /** @throws EngineError `preview_gone` */
  get(id: string): ComputedPreview {
    const previewed = this.#previews.get(id);
    if (previewed) return previewed;
    throw new EngineError("preview_gone", "This preview is no longer available.", {
      hint: "Refresh the preview, then review the push again.",
      retryable: true,
    });
  }
}
