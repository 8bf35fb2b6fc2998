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
  "tag_protected",
  "preview_gone",
  "plan_gone",
  "plan_stale",
  "comparison_gone",
  "files_gone",
  "cancelled",
  "busy",
  "internal",
]);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

const text = z.string().max(64 * 1024);

/** The account and the rights that a request used which the registry refused. Contains no secret. */
const authAttemptSchema = z
  .strictObject({
    /** The registry, as it stands in references. */
    host: text,
    /** Where the credential comes from, in words; absent: the request was anonymous. */
    source: text.exactOptional(),
    /** The account's name, if the credential has one. */
    account: text.exactOptional(),
    /** The namespace or repository that the login is limited to. */
    repository: text.exactOptional(),
    /** `repository:acme/app:pull,push` */
    scopes: z.array(text).readonly(),
  })
  .readonly();
export type AuthAttempt = z.infer<typeof authAttemptSchema>;

/** One possible meaning of an ambiguous input. */
const choiceSchema = z
  .strictObject({
    /** The input that selects it: `oci-layout:///images:1.0`. */
    text,
    /** Its short name among the choices: `1.0`. */
    title: text,
  })
  .readonly();
export type Choice = z.infer<typeof choiceSchema>;

/** An error as it crosses to the window and stands in the journal: no Error object, no stack, no secret. */
export const failureSchema = z
  .strictObject({
    // Another version of the app may have written a code that is unknown here.
    code: errorCodeSchema.catch("internal"),
    /** What was attempted, and what happened, in one sentence. */
    message: z.string(),
    /** What to do next, if known. */
    hint: z.string().exactOptional(),
    /** The registry's own words and the request. */
    detail: z.string().exactOptional(),
    /**
     * The registry at which a login, or a setting for its connection, may fix it, as it stands in references; of
     * `rate_limited` the one whose limit is used up.
     */
    registry: text.exactOptional(),
    /** Of `unauthorized` and `denied`. */
    auth: authAttemptSchema.exactOptional(),
    /** The possible meanings of an ambiguous input. */
    choices: z.array(choiceSchema).readonly().exactOptional(),
    /** Whether the same request may succeed later. */
    retryable: z.boolean(),
  })
  .readonly();
export type Failure = z.infer<typeof failureSchema>;

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };
