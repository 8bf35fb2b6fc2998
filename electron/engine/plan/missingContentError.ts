import { EngineError } from "../errors.ts";
import type { RequiredContent } from "./visited.ts";

/** Digests listed in the message; the others are counted. */
const listed = 5;

/** The error for content that an index or image lists and neither the sources nor the target have. */
export function missingContentError(missing: readonly RequiredContent[]): EngineError {
  const repositories = [
    ...new Set(missing.flatMap(({ from }) => from.map(({ repository }) => repository))),
  ];
  const where = repositories.join(", ") || "the target repository";
  const digests = missing.map(({ descriptor: { digest }, name }) =>
    name === undefined ? digest : `${name} (${digest})`,
  );
  const more = digests.length - listed;
  const list = digests.slice(0, listed).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return new EngineError(
    "not_found",
    `${list}: not found in ${where}, but required by the content to push.`,
    {
      hint: "The content was deleted or never copied there. In Compose, exclude the entries that need it, or push it to the source again first.",
      ...(more > 0 ? { detail: digests.join("\n") } : {}),
    },
  );
}
