import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";

/** Bytes of manifests read for one repository. An index of 2,000 images needs a fifth of this. */
const maxBytes = 128 * 1024 * 1024;

/** Manifests and blobs visited. A plan holds no more of either. */
const maxDescriptors = 100_000;

/** Limits how much content a walk visits, so that malicious indexes cannot exhaust memory. */
export class WalkLimits {
  readonly #root: string;
  readonly #maxBytes: number;
  #bytes = 0;
  #descriptors = 0;

  /** @param root the digest of the walk's root, for the error message */
  constructor(root: string, limit: number = maxBytes) {
    this.#root = root;
    this.#maxBytes = limit;
  }

  /** Counts one visited descriptor. @throws EngineError `too_large` */
  countDescriptor(): void {
    this.#descriptors += 1;
    if (this.#descriptors > maxDescriptors) {
      throw this.#exceeded(`${maxDescriptors} descriptors`);
    }
  }

  /** Counts the bytes of one manifest that was read. @throws EngineError `too_large` */
  countManifest({ bytes }: Content): void {
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.#maxBytes) {
      throw this.#exceeded(`${this.#maxBytes} bytes of manifests`);
    }
  }

  #exceeded(limit: string): EngineError {
    return new EngineError("too_large", `The content below ${this.#root} exceeds ${limit}.`, {
      hint: "Remove the source that lists it.",
    });
  }
}
