import { randomUUID } from "node:crypto";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Draft } from "../../../shared/draft.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Preview, SourceState } from "../../../shared/preview.ts";
import { EngineError, toFailure } from "../errors.ts";
import { imagetoolsCommand } from "./imagetoolsCommand.ts";
import { composeSources, type Composition, type CompositionProgress } from "./composition.ts";
import type { EngineContext } from "../context.ts";
import type { ResolvedSource } from "./resolve.ts";
import type { SourceCache, SourceOutcome } from "./sourceCache.ts";
import { readSources, type Source, tryTo } from "./source.ts";
import { stateOf } from "./sourceState.ts";
import { checkAnnotationKeys } from "./checkAnnotationKeys.ts";
import { composeRequest } from "./composeRequest.ts";
import { describeComposition, rowsWithoutResult } from "./describeComposition.ts";
import { resolveSubject } from "./resolveSubject.ts";
import type { EntryFactsCache } from "./findings/entryFacts.ts";
import { findPlatformFilterProblems } from "./findings/platformFilter.ts";
import { resultRows } from "./rows.ts";

/** Milliseconds without an outcome after which the sources so far are previewed without the others. */
const partialAfterMs = 700;

/** A preview, and what it was computed from. */
export interface ComputedPreview {
  readonly preview: Preview;
  /** The draft that was previewed. */
  readonly draft: Draft;
  /** The sources that are resolved. */
  readonly sources: readonly ResolvedSource[];
  /** The content to push; undefined if a source is missing or the sources cannot be combined. */
  readonly composition: Composition | undefined;
}

/** Receives what is known of a preview while it is computed. */
export interface PreviewProgress {
  /** A source resolved or failed. */
  onSource(id: string, state: SourceState): void;
  /** The preview of the sources that are settled, while others take long. */
  onPartial(preview: Preview): void;
  /** Manifests to edit were read. */
  onEdited?(done: number, total: number): void;
  /**
   * The search for attestations starts.
   * @param total number of images to look up
   * @param describe computes the preview without these attestations
   */
  onSearch(total: number, describe: () => Preview): void;
  /** An image was looked up. @param found the entry to append for it, if any */
  onImage(found: Descriptor | undefined): void;
}

export interface PreviewOptions {
  readonly context: EngineContext;
  readonly sources: SourceCache;
  readonly facts: EntryFactsCache;
  readonly signal: AbortSignal;
  /** Ids of sources to resolve again if they failed before. */
  readonly retry?: ReadonlySet<string>;
  readonly progress?: PreviewProgress;
}

/**
 * Computes the preview of a draft. A source that fails does not stop the others: the preview shows the result of the
 * others, and each error at its source.
 *
 * @throws an AbortError when cancelled, and nothing else
 */
export async function previewDraft(
  draft: Draft,
  options: PreviewOptions,
): Promise<ComputedPreview> {
  const { sources, signal, retry, progress } = options;
  const outcomes = new Map<string, SourceOutcome>();
  const placed = readSources(
    draft.sources.map(({ text }) => text),
    draft.targets.map(({ text }) => text),
  );
  const subject = resolveSubject(draft, sources, signal);
  // Awaited below; until then, a cancelled request must not be an unhandled rejection.
  subject.catch(() => {});
  let settledAt = Date.now();
  const resolving = Promise.all(
    draft.sources.map(async ({ id }, position) => {
      const source = placed[position] as Source | EngineError;
      const outcome =
        source instanceof EngineError
          ? source
          : await sources.resolve(source, signal, { retry: retry?.has(id) ?? false });
      settledAt = Date.now();
      outcomes.set(id, outcome);
      progress?.onSource(id, stateOf(outcome));
    }),
  );
  let shown = 0;
  for (;;) {
    const quietMs = Date.now() - settledAt;
    const waitMs = quietMs < partialAfterMs ? partialAfterMs - quietMs : partialAfterMs;
    if (await settlesWithin(resolving, waitMs)) {
      break;
    }
    if (!progress || outcomes.size === shown || Date.now() - settledAt < partialAfterMs) {
      continue;
    }
    shown = outcomes.size;
    const { preview } = await previewOutcomes({ draft, outcomes, subject }, options);
    if (outcomes.size < draft.sources.length) {
      progress.onPartial(preview);
    }
  }
  signal.throwIfAborted();
  return await previewOutcomes({ draft, outcomes, subject }, options);
}

/** Whether a promise settles in time. @throws what it rejects with */
async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = Promise.withResolvers<boolean>();
  const timeout = setTimeout(() => timer.resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), timer.promise]);
  } finally {
    clearTimeout(timeout);
  }
}

interface Outcomes {
  readonly draft: Draft;
  /** By source id; sources without one are still being resolved. */
  readonly outcomes: ReadonlyMap<string, SourceOutcome>;
  /** The subject of the draft. */
  readonly subject: Promise<Descriptor | EngineError | undefined>;
}

async function previewOutcomes(
  { draft, outcomes, subject: resolvingSubject }: Outcomes,
  { context, facts, signal, progress }: PreviewOptions,
): Promise<ComputedPreview> {
  await yieldToEventLoop();
  const found = draft.sources.flatMap((source) => {
    const resolved = outcomes.get(source.id);
    return resolved === undefined || resolved instanceof EngineError ? [] : [{ source, resolved }];
  });
  const sources = found.map(({ resolved }) => resolved);
  /** The draft without the missing sources; ids and positions are those of `sources`. */
  const present: Draft = { ...draft, sources: found.map(({ source }) => source) };
  const preview = {
    id: randomUUID(),
    sources: Object.fromEntries(idsOf(draft).map((id) => [id, stateOf(outcomes.get(id))])),
    findings: [],
    losses: [],
    command: imagetoolsCommand(draft),
  };
  const previewed = (rest: Partial<Preview> & Pick<Preview, "result">): ComputedPreview => ({
    preview: { ...preview, ...rest },
    draft,
    sources,
    composition: undefined,
  });
  if (draft.sources.length === 0) {
    return previewed({ result: { kind: "empty" } });
  }
  const ids = new Set(idsOf(present));
  const missing = idsOf(draft).filter((id) => !ids.has(id));
  if (found.length === 0) {
    return previewed({ result: { kind: "partial", missing, content: undefined } });
  }

  await yieldToEventLoop();
  try {
    const subject = await resolvingSubject;
    if (subject instanceof EngineError) {
      throw subject;
    }
    checkAnnotationKeys(present);
    const request = composeRequest(present, context.host, subject);
    const watch = watchComposition({ draft: present, sources, preview }, progress);
    const composition = await composeSources({ request, sources, watch }, context, signal);
    const { content, ...about } = await describeComposition({
      draft: present,
      composition,
      context,
      facts,
      isComplete: missing.length === 0,
    });
    if (missing.length > 0) {
      return previewed({ ...about, result: { kind: "partial", missing, content } });
    }
    return { ...previewed({ ...about, result: { kind: "ready", content } }), composition };
  } catch (error) {
    signal.throwIfAborted();
    const rows = rowsWithoutResult(present, sources, context.host);
    const filter = { draft: present, rows, host: context.host };
    const findings = tryTo(() => findPlatformFilterProblems(filter));
    return previewed({
      result: { kind: "failed", error: toFailure(error), rows },
      findings: findings instanceof EngineError ? [] : findings,
    });
  }
}

/** Reports the steps of a composition as progress of its preview. */
function watchComposition(
  {
    draft,
    sources,
    preview,
  }: {
    readonly draft: Draft;
    readonly sources: readonly ResolvedSource[];
    /** The preview without its result. */
    readonly preview: Omit<Preview, "result">;
  },
  progress: PreviewProgress | undefined,
): CompositionProgress {
  return {
    edit: (done, total) => progress?.onEdited?.(done, total),
    begin: ({ combination, manifests }, fates, total) =>
      progress?.onSearch(total, () => {
        const rows = resultRows({
          combination,
          manifests,
          chosen: { fates, added: [], declined: [] },
          excluded: new Set(draft.excluded),
          sources,
          ids: idsOf(draft),
        });
        return { ...preview, result: { kind: "checking", rows } };
      }),
    proceed: (attestation) => progress?.onImage(attestation),
  };
}

function idsOf(draft: Draft): readonly string[] {
  return draft.sources.map(({ id }) => id);
}
