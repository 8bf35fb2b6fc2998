import type { AuthAttempt } from "./errors.ts";

/** Whether an account may do something. */
export type AccessAnswer =
  /** `token`: the registry's token says so. `request`: a request that changes nothing was accepted. */
  | { readonly kind: "yes"; readonly from: "token" | "request" }
  /** @property reason the registry's words, or what is missing */
  | { readonly kind: "no"; readonly reason: string }
  /** It cannot be found out without a change. */
  | { readonly kind: "unknown"; readonly reason: string };

/** What an account may do in a repository. */
export interface AccessReport {
  /** The full name: `ghcr.io/acme/app`. */
  readonly repository: string;
  /** The account that was used, and where its credential comes from; anonymous without a source. */
  readonly auth: AuthAttempt;
  /** Whether the repository has tags; undefined if the registry does not say. */
  readonly exists: boolean | undefined;
  readonly pull: AccessAnswer;
  readonly list: AccessAnswer;
  readonly push: AccessAnswer;
  readonly delete: AccessAnswer;
  /** How the registry deletes, if the account may. */
  readonly deleteWays: readonly ("tag" | "digest")[];
  /** What the test could not clean up. */
  readonly leftover?: string;
}

/** How many pulls a registry still allows. */
export interface PullsLeft {
  /** As in references: `docker.io`. */
  readonly host: string;
  readonly limit: number;
  readonly remaining: number;
  /** In seconds; absent if the registry does not state it. */
  readonly window?: number;
  /** When the registry said so, in milliseconds since the epoch. */
  readonly at: number;
}
