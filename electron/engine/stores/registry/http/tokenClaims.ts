import { z } from "zod";
import { tryParseJson } from "../tryParseJson.ts";

/** Characters of the longest token that is read. */
const maxLength = 64 * 1024;

const claimsSchema = z.object({
  access: z.array(
    z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()).nullish() }),
  ),
});

/**
 * Reads the actions that a token grants in a repository. Not verified: the registry does that.
 * Source: distribution, "Token Authentication Implementation", claim `access`.
 * @param authorization the header with the token
 * @returns undefined if the token does not say, as an opaque one
 */
export function grantedActions(
  authorization: string | undefined,
  repository: string,
): ReadonlySet<string> | undefined {
  const [, payload] =
    /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/.exec((authorization ?? "").slice(0, maxLength)) ?? [];
  if (payload === undefined) {
    return undefined;
  }
  const { data } = claimsSchema.safeParse(tryParseJson(Buffer.from(payload, "base64url")));
  return (
    data &&
    new Set(
      data.access.flatMap(({ type, name, actions }) =>
        type === "repository" && name === repository ? (actions ?? []) : [],
      ),
    )
  );
}
