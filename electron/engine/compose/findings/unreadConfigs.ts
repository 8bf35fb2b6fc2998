import { countOf } from "../../../../shared/countOf.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { isNotFound } from "../../errors.ts";
import type { Composition } from "../composition.ts";
import type { FactsOf } from "./readEntryFacts.ts";
import { unreadEntries } from "./readEntryFacts.ts";
import { hint } from "./finding.ts";

/** `configs_unread`: images whose configs were not read, or not successfully. Missing content has its own finding. */
export function findUnreadConfigs(composition: Composition, factsOf: FactsOf): readonly Finding[] {
  const unread = unreadEntries(composition, factsOf, { isRetry: true });
  const errors = unread.flatMap(({ entry }) => {
    const facts = factsOf(entry.digest);
    return facts?.kind === "failed" ? [facts.error] : [];
  });
  const open =
    unread.length - errors.filter((error) => !error.retryable || isNotFound(error)).length;
  if (open === 0) {
    return [];
  }
  const why = errors.find(({ retryable }) => retryable)?.message;
  const what = `The configs of ${countOf(open, "image")}`;
  const message =
    why === undefined
      ? `${what} were not compared with the entries.`
      : `${what} were not compared with the entries: ${why}`;
  return [
    {
      ...hint("configs_unread", message, { kind: "draft" }),
      fixes: [{ kind: "readConfigs", images: open }],
    },
  ];
}
