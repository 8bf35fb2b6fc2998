import { randomUUID } from "node:crypto";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Draft, DraftAnnotation } from "../../../shared/draft.ts";
import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import type {
  Preview,
  SourceSummary,
  ResultContent,
  ResultRow,
  SourceState,
} from "../../../shared/preview.ts";
import { EngineError, toFailure } from "../errors.ts";
import type { Annotation } from "./annotate.ts";
import { imagetoolsCommand } from "./imagetoolsCommand.ts";
import { combine } from "./combine.ts";
import { composeSources, type ComposeRequest, type Composition } from "./composition.ts";
import type { EngineContext } from "../context.ts";
import { entryFates } from "./filter.ts";
import { decodeText } from "../oci/decodeText.ts";
import type { ResolvedSource } from "./resolve.ts";
import type { SourceCache, SourceOutcome } from "./sourceCache.ts";
import { parseSource, placeSources, type PlacedSource } from "./source.ts";
import { formatLocation, parseLocation } from "../oci/location.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import type { Host } from "../oci/host.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { findFindings } from "./findings/findFindings.ts";
import { findLosses } from "./losses/findLosses.ts";
import { entryKind, resultRows } from "./rows.ts";

/** Milliseconds without an outcome after which the sources so far are previewed without the others. */
const partialAfterMs = 700;

/** A preview with what it was computed from, ready to become a plan. */
export interface ComputedPreview {
  readonly preview: Preview;
  /** The draft that was previewed. */
  readonly draft: Draft;
  /** The content to push; undefined where a source is missing or the sources cannot be combined. */
  readonly composition: Composition | undefined;
}

/** Receives what is known of a preview while it is computed. */
export interface PreviewProgress {
  /** A source resolved or failed. */
  onSource(id: string, state: SourceState): void;
  /** The preview of the sources that are settled, while others take long. */
  onPartial(preview: Preview): void;
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
  const placed = placeTexts(
    draft.sources.map(({ text }) => text),
    draft.targets.map(({ text }) => text),
  );
  let settledAt = Date.now();
  const resolving = Promise.all(
    draft.sources.map(async ({ id }, position) => {
      const place = placed[position] as PlacedSource | EngineError;
      const outcome =
        place instanceof EngineError
          ? place
          : await sources.resolve(place, signal, { retry: retry?.has(id) ?? false });
      settledAt = Date.now();
      outcomes.set(id, outcome);
      progress?.onSource(id, stateOf(outcome));
    }),
  );
  let shown = 0;
  for (;;) {
    const quietMs = Date.now() - settledAt;
    const waitMs = quietMs < partialAfterMs ? partialAfterMs - quietMs : partialAfterMs;
    if (await settlesWithin(resolving, waitMs)) break;
    if (!progress || outcomes.size === shown || Date.now() - settledAt < partialAfterMs) continue;
    shown = outcomes.size;
    const { preview } = await previewOutcomes(draft, outcomes, options);
    if (outcomes.size < draft.sources.length) progress.onPartial(preview);
  }
  signal.throwIfAborted();
  return await previewOutcomes(draft, outcomes, options);
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

/** @param outcomes by source id; sources without one are still being resolved */
async function previewOutcomes(
  draft: Draft,
  outcomes: ReadonlyMap<string, SourceOutcome>,
  { context, signal, progress }: PreviewOptions,
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
    composition: undefined,
  });
  if (draft.sources.length === 0) return previewed({ result: { kind: "empty" } });
  const ids = new Set(idsOf(present));
  const missing = idsOf(draft).filter((id) => !ids.has(id));
  if (found.length === 0) return previewed({ result: { kind: "partial", missing, content: null } });

  await yieldToEventLoop();
  try {
    const request = composeRequest(draft, context.host);
    const composition = await composeSources(request, sources, context, signal, {
      begin: (combination, fates, total) =>
        progress?.onSearch(total, () => {
          const chosen = { fates, added: [], declined: [] };
          const excluded = new Set(draft.excluded);
          const rows = resultRows(combination, chosen, excluded, sources, idsOf(present));
          return { ...preview, result: { kind: "checking", rows } };
        }),
      proceed: (attestation) => progress?.onImage(attestation),
    });
    const { content, ...about } = await describeCreated(
      present,
      composition,
      context,
      missing.length === 0,
    );
    if (missing.length > 0)
      return previewed({ ...about, result: { kind: "partial", missing, content } });
    return { ...previewed({ ...about, result: { kind: "ready", content } }), composition };
  } catch (error) {
    signal.throwIfAborted();
    const rows = rowsAnyway(present, sources, context.host);
    return previewed({ result: { kind: "failed", error: toFailure(error), rows } });
  }
}

/**
 * Everything that a preview says of what was made; step by step, so that nothing else waits for long.
 * @param isWhole whether no source is missing
 */
async function describeCreated(
  draft: Draft,
  composition: Composition,
  { host }: EngineContext,
  isWhole: boolean,
): Promise<Pick<Preview, "findings" | "losses"> & { readonly content: ResultContent }> {
  const { sources, combination, filtered } = composition;
  await yieldToEventLoop();
  const rows = resultRows(combination, filtered, new Set(draft.excluded), sources, idsOf(draft));
  await yieldToEventLoop();
  const findings = findFindings({ draft, composition, rows, host, isComplete: isWhole });
  await yieldToEventLoop();
  return {
    content: contentOf(composition, rows),
    findings,
    losses: findLosses(draft, composition),
  };
}

/**
 * The rows of a combination of which filter and exclusion leave nothing, or of whose platforms some are none; no
 * rows where there is no combination.
 */
function rowsAnyway(
  draft: Draft,
  sources: readonly ResolvedSource[],
  host: Host,
): readonly ResultRow[] {
  const platforms = draft.platforms
    .map((text) => attempt<Platform>(() => parsePlatform(text.trim(), host)))
    .flatMap(succeeded);
  const combination = attempt(() =>
    combine(sources, composeRequest({ ...draft, platforms: [] }, host)),
  );
  if (combination instanceof EngineError) return [];
  const excluded = new Set(draft.excluded);
  const fates = entryFates(combination.index?.manifests ?? [], { platforms, host, excluded });
  const chosen = { fates, added: [], declined: [] };
  return resultRows(combination, chosen, excluded, sources, idsOf(draft));
}

/**
 * Read sources as typed and give each its place, or the error that says why it has none.
 * @param targets as typed; those that can be read tell where bare digests are
 */
export function placeTexts(
  sources: readonly string[],
  targets: readonly string[],
): readonly (PlacedSource | EngineError)[] {
  const parsed = sources.map((text) => attempt(() => parseSource(text.trim())));
  const readable = parsed.flatMap(succeeded);
  const locations = targets.map((text) => attempt(() => parseLocation(text.trim())));
  const placed = [...placeSources(readable, locations.flatMap(succeeded))];
  return parsed.map((source) =>
    source instanceof EngineError ? source : (placed.shift() as PlacedSource | EngineError),
  );
}

/** What a draft asks of the engine. @throws EngineError where its platforms are none */
export function composeRequest(
  draft: Draft,
  host: Host,
): Omit<ComposeRequest, "sources" | "targets"> {
  return {
    annotations: draft.annotations.flatMap((annotation) => annotationOf(annotation, host)),
    platforms: draft.platforms.map((text) => parsePlatform(text.trim(), host)),
    excluded: new Set(draft.excluded),
    preferIndex: draft.preferIndex,
    keepOsVersion: draft.keepOsVersion,
    keepArtifactType: draft.keepArtifactType,
    keepSubject: draft.keepSubject,
  };
}

/** An annotation that is not finished yet, or lands nowhere, is left out; a finding says so. */
function annotationOf({ scope, key, value }: DraftAnnotation, host: Host): readonly Annotation[] {
  const name = key.trim();
  if (name === "") return [];
  switch (scope.kind) {
    case "index":
      return [{ kind: "index", platform: undefined, key: name, value }];
    case "entries":
      return [{ kind: "manifest-descriptor", platform: undefined, key: name, value }];
    case "platform": {
      const platform = attempt<Platform>(() => parsePlatform(scope.platform.trim(), host));
      return platform instanceof EngineError
        ? []
        : [{ kind: "manifest-descriptor", platform, key: name, value }];
    }
  }
}

/** @param outcome undefined while the source is being resolved */
function stateOf(outcome: SourceOutcome | undefined): SourceState {
  if (outcome === undefined) return { kind: "resolving" };
  if (outcome instanceof EngineError) return { kind: "failed", error: toFailure(outcome) };
  return { kind: "resolved", source: describeSource(outcome) };
}

/** What the window shows of a source that was found. */
function describeSource(source: ResolvedSource): SourceSummary {
  const { location, descriptor, content } = source;
  const entries = source.kind === "index" ? source.index.manifests : [descriptor];
  const attested = entries.filter(isAttestation);
  return {
    name: formatLocation(location),
    kind: entryKind(descriptor),
    mediaType: content.mediaType,
    digest: content.digest,
    size: content.bytes.byteLength,
    platforms: entries.flatMap((entry) =>
      entry.platform && !isAttestation(entry) ? [formatPlatformAll(entry.platform)] : [],
    ),
    attestations: new Set(attested.map((entry) => `${attestedDigest(entry)} ${entry.digest}`)).size,
    movable: "tag" in toTagOrDigest(location),
  };
}

function contentOf(composition: Composition, rows: readonly ResultRow[]): ResultContent {
  const { content, index, origin } = composition.filtered;
  return {
    mediaType: content.mediaType,
    digest: content.digest,
    size: content.bytes.byteLength,
    text: decodeText(content.bytes),
    carbonCopy: origin === "copy",
    annotations: index?.annotations ?? {},
    rows,
  };
}

function idsOf(draft: Draft): readonly string[] {
  return draft.sources.map(({ id }) => id);
}

function succeeded<T>(outcome: T | EngineError): readonly T[] {
  return outcome instanceof EngineError ? [] : [outcome];
}

function attempt<T>(work: () => T): T | EngineError {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}
