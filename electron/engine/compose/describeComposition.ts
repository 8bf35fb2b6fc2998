import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Draft } from "../../../shared/draft.ts";
import type { Preview, ResultContent, ResultRow } from "../../../shared/preview.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import { decodeText } from "../oci/decodeText.ts";
import type { Host } from "../oci/host.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import { combine } from "./combine.ts";
import { composeRequest } from "./composeRequest.ts";
import type { Composition } from "./composition.ts";
import { describeIndex } from "./describeIndex.ts";
import { noEditedManifests } from "./editedManifests.ts";
import { entryFates } from "./filter.ts";
import type { EntryFactsCache } from "./findings/entryFacts.ts";
import { findFindings, findHints } from "./findings/findFindings.ts";
import { knownFacts } from "./findings/readEntryFacts.ts";
import { findLosses } from "./losses/findLosses.ts";
import { replacedRows } from "./replacedRows.ts";
import type { ResolvedSource } from "./resolve.ts";
import { resultRows } from "./rows.ts";
import { tryTo } from "./source.ts";

interface DescribeOptions {
  readonly draft: Draft;
  readonly composition: Composition;
  readonly context: EngineContext;
  readonly facts: EntryFactsCache;
  /** Whether no source is missing. */
  readonly isComplete: boolean;
}

/** Describes a composition; in steps, so that other work is not blocked for long. */
export async function describeComposition({
  draft,
  composition,
  context: { host },
  facts,
  isComplete,
}: DescribeOptions): Promise<
  Pick<Preview, "findings" | "hints" | "losses"> & { readonly content: ResultContent }
> {
  const { sources, combination, manifests, filtered } = composition;
  const ids = draft.sources.map(({ id }) => id);
  await yieldToEventLoop();
  const rows = resultRows({
    combination,
    manifests,
    chosen: filtered,
    excluded: new Set(draft.excluded),
    sources,
    ids,
  });
  await yieldToEventLoop();
  const factsOf = knownFacts(composition, facts);
  const found = { draft, composition, rows, host, isComplete, factsOf };
  const findings = findFindings(found);
  await yieldToEventLoop();
  return {
    content: contentOf(composition, { rows, replaced: replacedRows(composition, ids) }),
    findings,
    hints: findHints(found),
    losses: findLosses(draft, composition),
  };
}

/**
 * The rows of a result that cannot be made because the filter and exclusions leave nothing, or a platform is invalid.
 * @returns no rows if the sources cannot be combined
 */
export function rowsWithoutResult(
  draft: Draft,
  sources: readonly ResolvedSource[],
  host: Host,
): readonly ResultRow[] {
  const platforms = draft.platforms.flatMap((text) => {
    const platform = tryTo(() => parsePlatform(text.trim(), host));
    return platform instanceof EngineError ? [] : [platform];
  });
  const combination = tryTo(() =>
    combine(sources, composeRequest({ ...draft, platforms: [], artifactType: undefined }, host)),
  );
  if (combination instanceof EngineError) {
    return [];
  }
  const excluded = new Set(draft.excluded);
  const fates = entryFates(combination.index?.manifests ?? [], { platforms, host, excluded });
  const chosen = { fates, added: [], declined: [] };
  const manifests = noEditedManifests;
  const ids = draft.sources.map(({ id }) => id);
  return resultRows({ combination, manifests, chosen, excluded, sources, ids });
}

function contentOf(
  composition: Composition,
  listed: Pick<ResultContent, "rows" | "replaced">,
): ResultContent {
  const { content, index, origin } = composition.filtered;
  return {
    ...describeIndex(composition),
    mediaType: content.mediaType,
    digest: content.digest,
    size: content.bytes.byteLength,
    text: decodeText(content.bytes),
    carbonCopy: origin === "copy",
    annotations: index?.annotations ?? {},
    ...listed,
  };
}
