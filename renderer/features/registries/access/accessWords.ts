import type { AccessAnswer } from "../../../../shared/access.ts";
import type { AuthAttempt } from "../../../../shared/errors.ts";

/** The answers of a test, in words. */
export const answerWords: Readonly<Record<AccessAnswer["kind"], string>> = {
  yes: "yes",
  no: "no",
  unknown: "not known",
};

/** The account that was used, and where its credential comes from: `as bob, from the keychain`. */
export function accountOf({ source, account, repository }: AuthAttempt): string {
  const only = repository === undefined ? "" : `, only for ${repository}`;
  return source === undefined
    ? "anonymous: no credential was found for this repository"
    : `as ${account ?? "an unnamed account"}, from ${source}${only}`;
}
