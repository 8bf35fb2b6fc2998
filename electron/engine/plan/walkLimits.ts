import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";

/** Bytes of manifests that are read for one repository; an index of 2,000 images has a fifth of this. */
const mostBytes = 128 * 1024 * 1024;

/** Manifests and blobs that are looked at; a plan has no room for more of either. */
const mostParts = 100_000;

/** Keeps what names more and more from filling the memory. */
export class WalkLimits {
  readonly #root: string;
  readonly #mostBytes: number;
  #bytes = 0;
  #parts = 0;

  /** @param root the digest of what is walked through */
  constructor(root: string, most: number = mostBytes) {
    this.#root = root;
    this.#mostBytes = most;
  }

  /** A part more is looked at. @throws EngineError `too_large` */
  see(): void {
    this.#parts += 1;
    if (this.#parts > mostParts) throw this.#endless(`${mostParts} parts`);
  }

  /** A manifest more was read. @throws EngineError `too_large` */
  read({ bytes }: Content): void {
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.#mostBytes) throw this.#endless(`${this.#mostBytes} bytes of manifests`);
  }

  #endless(bound: string): EngineError {
    return new EngineError(
      "too_large",
      `What ${this.#root} names has more than ${bound}, and was not read on.`,
      { hint: "No honest image is made of so much. Leave out the source that names it." },
    );
  }
}
