/**
 * Stable names of what can go wrong; the window chooses its words and offers by them.
 * A code says whose turn it is: the person's input, the registry's answer, the network, the disk.
 */
export type ErrorCode =
  | "input_invalid"
  | "reference_invalid"
  | "platform_invalid"
  | "annotation_invalid"
  | "descriptor_invalid"
  | "no_sources"
  | "no_repository"
  | "no_platform_matches"
  | "manifest_invalid"
  | "manifest_unsupported"
  | "digest_mismatch"
  | "size_mismatch"
  | "too_large"
  | "not_found"
  | "unauthorized"
  | "denied"
  | "rate_limited"
  | "registry_refused"
  | "registry_invalid"
  | "upload_lost"
  | "unsafe_address"
  | "network"
  | "timeout"
  | "credential_helper"
  | "disk_full"
  | "disk"
  | "layout_invalid"
  | "tag_moved"
  | "tag_exists"
  | "plan_gone"
  | "plan_stale"
  | "cancelled"
  | "internal";

/** What crosses to the window when something failed: words and a code, never an Error object, never a secret. */
export interface Failure {
  readonly code: ErrorCode;
  /** What was asked, and what happened, in one sentence. */
  readonly message: string;
  /** What to do next, where we know. */
  readonly hint?: string;
  /** More for those who look closer: the registry's own words, the request. */
  readonly detail?: string;
  /** The registry that a login may mend it at, as it stands in references. */
  readonly registry?: string;
  /** Whether the same again may go through. */
  readonly retryable: boolean;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };
