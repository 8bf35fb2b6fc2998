import type { Failure } from "../../../../shared/errors.ts";

/** What the app sends to a thread. */
export type ToThread =
  /** The next bytes of the content: the first `length` of a buffer that now belongs to the thread. */
  | { readonly kind: "block"; readonly buffer: ArrayBuffer; readonly length: number }
  /** There are no more bytes. */
  | { readonly kind: "end" }
  /** The content could not be read to its end. */
  | { readonly kind: "broken" }
  /** The app has used an output. */
  | { readonly kind: "used" };

/** What a thread sends to the app. */
export type FromThread =
  /** The thread has begun to use a block. */
  | { readonly kind: "taken" }
  | { readonly kind: "output"; readonly output: unknown }
  | { readonly kind: "done"; readonly result: unknown }
  /** The content is wrong; a fault of the program is an `error` of the thread instead. */
  | { readonly kind: "failed"; readonly failure: Failure };
