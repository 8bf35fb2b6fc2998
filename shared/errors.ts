import { z } from "zod";

/** Stable codes of what can go wrong; the window chooses its words and buttons by them. */
export const errorCodeSchema = z.enum([
  "input_invalid",
  "reference_invalid",
  "platform_invalid",
  "annotation_invalid",
  "descriptor_invalid",
  "no_sources",
  "no_repository",
  "no_platform_matches",
  "all_excluded",
  "manifest_invalid",
  "manifest_unsupported",
  "digest_mismatch",
  "size_mismatch",
  "too_large",
  "not_found",
  "unauthorized",
  "denied",
  "rate_limited",
  "registry_refused",
  "registry_invalid",
  "upload_lost",
  "unsafe_address",
  "network",
  "timeout",
  "credential_helper",
  "disk_full",
  "disk",
  "layout_invalid",
  "tag_moved",
  "tag_exists",
  "plan_gone",
  "plan_stale",
  "cancelled",
  "internal",
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** As whom a registry was asked when it refused, and for what. Nothing secret. */
export interface AuthTrail {
  /** The registry, as it stands in references. */
  readonly host: string;
  /** Where the credential comes from, in words; without one, it was asked anonymously. */
  readonly source?: string;
  /** The account's name, where the credential has one. */
  readonly account?: string;
  /** The namespace or repository that the login is for, where it is not for the whole registry. */
  readonly repository?: string;
  /** `repository:acme/app:pull,push` */
  readonly scopes: readonly string[];
}

/** Something that may have been meant. */
export interface Choice {
  /** What to write for it: `oci-layout:///images:1.0`. */
  readonly text: string;
  /** What tells it from the others, in short: `1.0`. */
  readonly title: string;
}

/** What crosses to the window when something failed: words and a code, never an Error object, never a secret. */
export interface Failure {
  readonly code: ErrorCode;
  /** What was asked, and what happened, in one sentence. */
  readonly message: string;
  /** What to do next, where we know. */
  readonly hint?: string;
  /** More for those who look closer: the registry's own words, the request. */
  readonly detail?: string;
  /** The registry at which a login, or a setting for its connection, may fix it, as it stands in references. */
  readonly registry?: string;
  /** Of `unauthorized` and `denied`: as whom it was asked. */
  readonly auth?: AuthTrail;
  /** What may have been meant, where what was written could mean several. */
  readonly choices?: readonly Choice[];
  /** Whether the same again may go through. */
  readonly retryable: boolean;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };
