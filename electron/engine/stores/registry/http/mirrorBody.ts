import { createHash } from "node:crypto";
import { parseDigest } from "../../../oci/digest.ts";
import type { Body } from "./transport.ts";

/** How a body went: `broken` where it was not read to its end, for whatever reason. */
export type BodyOutcome = "right" | "wrong" | "broken";

/**
 * The body of a mirror's answer, hashed as it goes by. Who asked gets the same bytes and judges them anyway; this is
 * for the next request, which must not end at the same bytes.
 *
 * @param digest what the bytes must hash to; undefined for a part of them, which cannot be judged
 * @param onEnd told how it went, once
 */
export function watchBody(
  body: Body,
  digest: string | undefined,
  onEnd: (outcome: BodyOutcome) => void,
): Body {
  return {
    dump: () => body.dump(),
    destroy: () => body.destroy(),
    async *[Symbol.asyncIterator]() {
      const hash = digest === undefined ? undefined : createHash(parseDigest(digest).algorithm);
      let outcome: BodyOutcome = "broken";
      try {
        for await (const chunk of body) {
          hash?.update(chunk);
          yield chunk;
        }
        outcome = !hash || digest?.endsWith(`:${hash.digest("hex")}`) ? "right" : "wrong";
      } finally {
        onEnd(outcome);
      }
    },
  };
}
