import type { Draft } from "../../shared/draft.ts";
import type { Inspection } from "../../shared/inspection.ts";
import type { Plan, PushOutcome } from "../../shared/plan.ts";
import type { Preview, SourceState, TargetState } from "../../shared/preview.ts";
import { ContentCache } from "./contentCache.ts";
import { EngineError, toFailure } from "./failure.ts";
import { retagCommand } from "./imagetools/command.ts";
import { resolvePlaced, type Surroundings } from "./imagetools/create.ts";
import { identify } from "./imagetools/identify.ts";
import { inspectLocation } from "./imagetools/inspection.ts";
import type { Resolved } from "./imagetools/resolve.ts";
import { parseSource, placeSources, type PlacedSource } from "./imagetools/source.ts";
import { isDigest } from "./oci/digest.ts";
import { formatLocation, parseLocation } from "./oci/location.ts";
import { describeSource, placeDraft, previewDraft } from "./preview/preview.ts";
import { lookAtTarget } from "./preview/target.ts";
import { executePlan, type PushEvent } from "./push/execute.ts";
import { plannedBytes } from "./push/plannedBytes.ts";
import { preparePlan, type Prepared } from "./push/prepare.ts";
import { retagSubject, subjectOf } from "./push/subject.ts";
import type { Store } from "./store.ts";
import { targetOf } from "./stores.ts";

/** Bytes of sources remembered, so that an edit of the draft asks the registries only about what is new. */
const rememberedBytes = 128 * 1024 * 1024;
/** Plans that can still be executed; the oldest are forgotten. */
const keptPlans = 8;

/**
 * The engine as the app uses it: drafts in, previews and plans out, and the push of a plan that was made
 * here. Remembers what sources resolved to until asked to look again, or until a push changed something.
 */
export class Workspace {
  readonly #around: Surroundings;
  readonly #resolved = new ContentCache<Resolved>(
    rememberedBytes,
    ({ content }) => content.bytes.byteLength,
  );
  readonly #plans = new Map<string, Prepared>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Resolve one source of a draft; the rest of the draft tells where a bare digest is. */
  async resolve(draft: Draft, sourceId: string, signal: AbortSignal): Promise<SourceState> {
    const position = draft.sources.findIndex(({ id }) => id === sourceId);
    const place = placeDraft(draft)[position];
    if (!place) throw new EngineError("input_invalid", "The draft has no such source.");
    try {
      if (place instanceof EngineError) throw place;
      return { kind: "resolved", source: describeSource(await this.#resolve(place, signal)) };
    } catch (error) {
      signal.throwIfAborted();
      return { kind: "failed", error: toFailure(error) };
    }
  }

  /** @param refresh ask again what the tags mean */
  async preview(draft: Draft, refresh: boolean, signal: AbortSignal): Promise<Preview> {
    if (refresh) this.#resolved.clear();
    return (await this.#previewed(draft, signal)).preview;
  }

  async look(text: string, signal: AbortSignal): Promise<TargetState> {
    const target = parseLocation(text.trim());
    return await lookAtTarget(target, this.#around.stores.open(target), signal);
  }

  async inspect(text: string, signal: AbortSignal): Promise<Inspection> {
    if (isDigest(text.trim())) {
      throw new EngineError("no_repository", "A digest alone does not say where it is.", {
        hint: `Write its repository before it: REPOSITORY@${text.trim()}`,
      });
    }
    const location = parseLocation(text.trim());
    return await inspectLocation(location, this.#around.stores.open(location), signal);
  }

  /**
   * Plan the push of a draft.
   * @param digest what the person saw in the preview; the plan is for exactly that
   */
  async planDraft(draft: Draft, digest: string, signal: AbortSignal): Promise<Plan> {
    const { preview, created } = await this.#previewed(draft, signal);
    if (!created) throw notReady(preview);
    if (created.filtered.content.digest !== digest) {
      throw new EngineError(
        "plan_gone",
        "The preview is out of date: the draft gives something else by now.",
        {
          hint: "Look at the new preview, then review the push again.",
          retryable: true,
        },
      );
    }
    if (draft.targets.length === 0) {
      throw new EngineError("input_invalid", "There is no target to push to.", {
        hint: "Add a target first.",
      });
    }
    const targets = draft.targets.map(({ text }) => parseLocation(text.trim()));
    return this.#keep(
      await preparePlan(subjectOf(created, preview.command), targets, this.#around.stores, signal),
    );
  }

  /** Plan to put the very bytes of a source under other tags. */
  async planRetag(source: string, targets: readonly string[], signal: AbortSignal): Promise<Plan> {
    const locations = targets.map((text) => parseLocation(text.trim()));
    const [place] = placeSources([parseSource(source.trim())], locations);
    if (!place || place instanceof EngineError)
      throw place ?? new EngineError("no_sources", "no sources specified");
    const { stores } = this.#around;
    const store = stores.open(place.location);
    const name = formatLocation(place.location);
    // Only bytes move, so nothing is asked of what they say: an artifact without a config is as good.
    const { content } = identify(
      await store.fetchManifest(targetOf(place.location), signal),
      `manifest ${name}`,
    );
    const referrers = (from: Store, digest: string): ReturnType<Store["referrers"]> =>
      from.referrers(digest, signal);
    const subject = retagSubject(
      content,
      store,
      referrers,
      retagCommand(name, locations.map(formatLocation)),
    );
    return this.#keep(await preparePlan(subject, locations, stores, signal));
  }

  /** Execute a plan made before; each plan once. */
  async push(
    planId: string,
    signal: AbortSignal,
    report: (event: PushEvent) => void,
  ): Promise<PushOutcome> {
    const prepared = this.#plans.get(planId);
    if (!prepared) {
      throw new EngineError("plan_gone", "This plan is no longer there.", {
        hint: "Review the push again.",
        retryable: true,
      });
    }
    this.#plans.delete(planId);
    try {
      return await executePlan(prepared, signal, report);
    } finally {
      // A tag that was pushed to may be one of the sources.
      this.#resolved.clear();
    }
  }

  /** The bytes that a plan will bring to its targets; 0 for a plan that is gone. */
  plannedBytes(planId: string): number {
    const prepared = this.#plans.get(planId);
    return prepared ? plannedBytes(prepared.plan) : 0;
  }

  async close(): Promise<void> {
    await this.#around.stores.close();
  }

  async #previewed(draft: Draft, signal: AbortSignal): ReturnType<typeof previewDraft> {
    return await previewDraft(
      draft,
      this.#around,
      (source, until) => this.#resolve(source, until),
      signal,
    );
  }

  async #resolve(source: PlacedSource, signal: AbortSignal): Promise<Resolved> {
    const key = `${formatLocation(source.location)} ${JSON.stringify(source.given ?? null)}`;
    return await this.#resolved.get(key, signal, () => resolvePlaced(source, this.#around, signal));
  }

  #keep(prepared: Prepared): Plan {
    this.#plans.set(prepared.plan.id, prepared);
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= keptPlans) break;
      this.#plans.delete(oldest);
    }
    return prepared.plan;
  }
}

function notReady({ result, sources }: Preview): EngineError {
  if (result.kind === "failed") {
    const { code, message, hint, detail } = result.error;
    return new EngineError(code, message, {
      ...(hint ? { hint } : {}),
      ...(detail ? { detail } : {}),
    });
  }
  const failed = Object.values(sources).filter(({ kind }) => kind === "failed").length;
  return failed > 0
    ? new EngineError("input_invalid", `${failed} of the sources could not be resolved.`, {
        hint: "Mend or remove them first.",
      })
    : new EngineError("no_sources", "no sources specified", { hint: "Add at least one source." });
}
