import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import pLimit from "p-limit";
import type { Draft, DraftAnnotation } from "../../../shared/draft.ts";
import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import type {
  Preview,
  ResolvedSource,
  ResultContent,
  ResultRow,
  SourceState,
} from "../../../shared/preview.ts";
import { EngineError, toFailure } from "../errors.ts";
import type { Annotation } from "./annotate.ts";
import { createCommand } from "./command.ts";
import { combine } from "./combine.ts";
import { combineResolved, type CreateRequest, type Created } from "./create.ts";
import type { EngineContext } from "../context.ts";
import { entryFates } from "./filter.ts";
import { showBytes } from "./showBytes.ts";
import type { Resolved } from "./resolve.ts";
import { parseSource, placeSources, type PlacedSource } from "./source.ts";
import { formatLocation, parseLocation } from "../oci/location.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import type { Host } from "../oci/host.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import { findFindings } from "./findings.ts";
import { findLosses } from "./losses.ts";
import { entryKind, resultRows } from "./rows.ts";

/**
 * Sources resolved at once: more than any registry is asked at once, and no thousands that wait in line.
 */
const resolvedAtOnce = 64;

/** A preview with what it was computed from, ready to become a plan. */
export interface Previewed {
  readonly preview: Preview;
  readonly created: Created | undefined;
}

/** Hears what is known of a preview while attestations are asked for, which may take a request for each image. */
export interface PreviewWatch {
  /**
   * The search begins.
   * @param total images that are looked up
   * @param describe what is known so far; computed when it is called
   */
  begin(total: number, describe: () => Preview): void;
  /** One more image was looked up. @param found the entry that is going to be appended for it, if any */
  proceed(found: Descriptor | undefined): void;
}

/** How a placed source is resolved; the caller decides what may be remembered. */
export type Resolve = (source: PlacedSource, signal: AbortSignal) => Promise<Resolved>;

/**
 * Compute what a draft would give. A source that fails does not stop the others: the preview shows what they
 * give, and what is wrong next to what it is about.
 *
 * @param skip ids of sources to leave out; the preview has no state for them
 * @param watch told of what is known before attestations are
 * @returns `created` only where no source is missing: nothing else can become a plan
 * @throws an AbortError when cancelled, and nothing else
 */
export async function previewDraft(
  draft: Draft,
  context: EngineContext,
  resolve: Resolve,
  signal: AbortSignal,
  skip: ReadonlySet<string>,
  watch?: PreviewWatch,
): Promise<Previewed> {
  const placed = placeTexts(
    draft.sources.map(({ text }) => text),
    draft.targets.map(({ text }) => text),
  );
  const limit = pLimit(resolvedAtOnce);
  const outcomes = await Promise.all(
    draft.sources.flatMap((source, position) => {
      const place = placed[position];
      if (skip.has(source.id) || place === undefined) return [];
      return limit(async () => ({ source, resolved: await settle(place, resolve, signal) }));
    }),
  );
  signal.throwIfAborted();
  await yieldToEventLoop();
  const found = outcomes.flatMap(({ source, resolved }) =>
    resolved instanceof EngineError ? [] : [{ source, resolved }],
  );
  const sources = found.map(({ resolved }) => resolved);
  /** The draft of the sources that are there; ids and positions are those of `sources`. */
  const present: Draft = { ...draft, sources: found.map(({ source }) => source) };
  const preview = {
    sources: Object.fromEntries(
      outcomes.map(({ source, resolved }) => [source.id, stateOf(resolved)]),
    ),
    findings: [],
    losses: [],
    command: createCommand(draft),
  };
  if (draft.sources.length === 0)
    return { preview: { ...preview, result: { kind: "empty" } }, created: undefined };
  const ids = new Set(idsOf(present));
  const missing = idsOf(draft).filter((id) => !ids.has(id));
  if (found.length === 0) {
    const result = { kind: "partial", missing, content: null } as const;
    return { preview: { ...preview, result }, created: undefined };
  }

  await yieldToEventLoop();
  try {
    const request = requestOf(draft, context.host);
    const created = await combineResolved(request, sources, context, signal, {
      begin: (combination, fates, total) =>
        watch?.begin(total, () => {
          const chosen = { fates, added: [], declined: [] };
          const excluded = new Set(draft.excluded);
          const rows = resultRows(combination, chosen, excluded, sources, idsOf(present));
          return { ...preview, result: { kind: "checking", rows } };
        }),
      proceed: (attestation) => watch?.proceed(attestation),
    });
    const { content, ...about } = await describeCreated(
      present,
      created,
      context,
      missing.length === 0,
    );
    if (missing.length > 0) {
      const result = { kind: "partial", missing, content } as const;
      return { preview: { ...preview, ...about, result }, created: undefined };
    }
    return { preview: { ...preview, ...about, result: { kind: "ready", content } }, created };
  } catch (error) {
    signal.throwIfAborted();
    const rows = rowsAnyway(present, sources, context.host);
    const result = { kind: "failed", error: toFailure(error), rows } as const;
    return { preview: { ...preview, result }, created: undefined };
  }
}

/**
 * Everything that a preview says of what was made; step by step, so that nothing else waits for long.
 * @param isWhole whether no source is missing
 */
async function describeCreated(
  draft: Draft,
  created: Created,
  { host }: EngineContext,
  isWhole: boolean,
): Promise<Pick<Preview, "findings" | "losses"> & { readonly content: ResultContent }> {
  const { sources, combination, filtered } = created;
  await yieldToEventLoop();
  const rows = resultRows(combination, filtered, new Set(draft.excluded), sources, idsOf(draft));
  await yieldToEventLoop();
  const findings = findFindings({ draft, created, rows, host, isWhole });
  await yieldToEventLoop();
  return { content: contentOf(created, rows), findings, losses: findLosses(draft, created) };
}

/**
 * The rows of a combination of which filter and exclusion leave nothing, or of whose platforms some are none; no
 * rows where there is no combination.
 */
function rowsAnyway(draft: Draft, sources: readonly Resolved[], host: Host): readonly ResultRow[] {
  const platforms = draft.platforms
    .map((text) => attempt<Platform>(() => parsePlatform(text.trim(), host)))
    .flatMap(succeeded);
  const combination = attempt(() => combine(sources, requestOf({ ...draft, platforms: [] }, host)));
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
export function requestOf(draft: Draft, host: Host): Omit<CreateRequest, "sources" | "targets"> {
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

async function settle(
  place: PlacedSource | EngineError,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<Resolved | EngineError> {
  if (place instanceof EngineError) return place;
  try {
    return await resolve(place, signal);
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof EngineError
      ? error
      : new EngineError("internal", (error as Error).message, { cause: error });
  }
}

function stateOf(resolved: Resolved | EngineError): SourceState {
  if (resolved instanceof EngineError) return { kind: "failed", error: toFailure(resolved) };
  return { kind: "resolved", source: describeSource(resolved) };
}

/** What the window shows of a source that was found. */
export function describeSource(source: Resolved): ResolvedSource {
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

function contentOf(created: Created, rows: readonly ResultRow[]): ResultContent {
  const { content, index, origin } = created.filtered;
  return {
    mediaType: content.mediaType,
    digest: content.digest,
    size: content.bytes.byteLength,
    text: showBytes(content.bytes),
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
