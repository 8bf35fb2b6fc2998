import type { Preview } from "../../../shared/preview.ts";
import { EngineError } from "../errors.ts";
import type { Composition } from "./composition.ts";
import type { ComputedPreview } from "./preview.ts";

/** Previews kept; the window asks only about its latest one. */
const maxPreviews = 4;

/** The latest previews, by the ids that losses, scripts and plans are requested with. */
export class PreviewCache {
  readonly #previews = new Map<string, ComputedPreview>();

  add(previewed: ComputedPreview): void {
    this.#previews.set(previewed.preview.id, previewed);
    for (const oldest of this.#previews.keys()) {
      if (this.#previews.size <= maxPreviews) {
        break;
      }
      this.#previews.delete(oldest);
    }
  }

  /** @throws EngineError `preview_gone` */
  get(id: string): ComputedPreview {
    const previewed = this.#previews.get(id);
    if (previewed) {
      return previewed;
    }
    throw new EngineError("preview_gone", "This preview is no longer available.", {
      hint: "Refresh the preview, then review the push again.",
      retryable: true,
    });
  }

  /** Returns a preview with content to push. @throws EngineError `preview_gone`, or the reason why there is none */
  getComplete(id: string): ComputedPreview & { readonly composition: Composition } {
    const { composition, ...computed } = this.get(id);
    if (!composition) {
      throw incompleteError(computed.preview);
    }
    return { ...computed, composition };
  }
}

function incompleteError({ result, sources }: Preview): EngineError {
  if (result.kind === "failed") {
    const { code, message, ...more } = result.error;
    return new EngineError(code, message, more);
  }
  const failed = Object.values(sources).filter(({ kind }) => kind === "failed").length;
  return failed > 0
    ? new EngineError("input_invalid", `${failed} of the sources could not be resolved.`, {
        hint: "Fix or remove them first.",
      })
    : new EngineError("no_sources", "no sources specified", { hint: "Add at least one source." });
}
