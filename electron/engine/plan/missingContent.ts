import { EngineError } from "../errors.ts";
import type { RequiredBlob } from "./gather.ts";

/** Digests that an error names; the rest is counted. */
const named = 5;

/** The error for content that an index or image names and nobody has. */
export function missingContentError(missing: readonly RequiredBlob[]): EngineError {
  const places = [
    ...new Set(missing.flatMap(({ from }) => from.map(({ repository }) => repository))),
  ];
  const where = places.join(", ") || "the target's own repository";
  const digests = missing.map(({ blob, name }) =>
    name === undefined ? blob.digest : `${name} (${blob.digest})`,
  );
  const more = digests.length - named;
  const list = digests.slice(0, named).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return new EngineError(
    "not_found",
    `${list}: not found in ${where}, though what is to be pushed needs ${digests.length === 1 ? "it" : "them"}.`,
    {
      hint: "This content was deleted, or never copied there. Untick in Compose what needs it, which makes an index without it, or push it there again first.",
      ...(more > 0 ? { detail: digests.join("\n") } : {}),
    },
  );
}
