import type { Failure } from "../../../shared/errors.ts";

/** What a job reads. */
export type Loading<T> =
  | {
      readonly kind: "reading";
      readonly message: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

/** A job that has just started. */
export const reading = { kind: "reading", message: "Reading…", done: 0, total: 0 } as const;
