import type { Draft, CopyReferrers } from "../../shared/draft.ts";
import type { Inspection } from "../../shared/inspection.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { Plan, PlanDifference, PushOutcome, TagMove } from "../../shared/plan.ts";
import type { Loss, Preview, SourceChecks, TargetState } from "../../shared/preview.ts";
import type { Script } from "../../shared/script.ts";
import { allOrAbort } from "./async/allOrAbort.ts";
import { EngineError, toFailure } from "./errors.ts";
import type { EngineContext } from "./context.ts";
import { detectManifest } from "./oci/detectManifest.ts";
import { inspectBlob, inspectReference } from "./inspect/inspectContent.ts";
import { EntryPresence } from "./compose/findings/entryPresence.ts";
import { ReferrersCache } from "./stores/referrersCache.ts";
import { PreviewCache } from "./compose/previewCache.ts";
import { SourceCache } from "./compose/sourceCache.ts";
import { parseSource, placeSources } from "./compose/source.ts";
import { isDigest } from "./oci/digest.ts";
import { formatLocation, type Location, parseLocation } from "./oci/location.ts";
import { remoteLosses, type RetagCopy, retagLosses } from "./compose/losses/remoteLosses.ts";
import { findMissingContent } from "./compose/findings/missingContent.ts";
import { findMovedTags, sourceTags } from "./compose/movedTags.ts";
import { placeTexts, previewDraft, type PreviewProgress } from "./compose/preview.ts";
import { sourcesToPin, pinSources } from "./recipe/pinSources.ts";
import { readTarget } from "./compose/readTarget.ts";
import { findTagDrops } from "./plan/tagDrops.ts";
import { executePlan } from "./push/execute.ts";
import type { PushEvent } from "./push/pushEvent.ts";
import { preparePlan } from "./plan/preparePlan.ts";
import type { PushLog, PushLogs } from "./push/pushLog.ts";
import { reopenPlan } from "./plan/reopenPlan.ts";
import { restoreSource, retagSource, composedSource } from "./plan/pushSource.ts";
import { buildxCommand, buildxCommandOfPlan } from "./scripts/buildxCommand.ts";
import { writeScripts } from "./scripts/writeScripts.ts";
import { toTagOrDigest } from "./stores/openStores.ts";

/** Milliseconds for which a look at a target stands for what its tag names; the push looks again in any case. */
const fresh = 10_000;
/** Plans that can still be executed; the oldest are forgotten. */
const keptPlans = 8;

/**
 * The engine as the app uses it: drafts in, previews and plans out, and the push of a plan that was made
 * here. Remembers what sources resolved to until asked to look again, or until a push changed something.
 */
export class Engine {
  readonly #context: EngineContext;
  readonly #logs: PushLogs;
  /** What targets were seen to name, by their names. */
  readonly #looks = new Map<string, { readonly state: TargetState; readonly at: number }>();
  readonly #presence = new EntryPresence();
  readonly #sources: SourceCache;
  readonly #previews = new PreviewCache();
  readonly #plans = new Map<string, Plan>();
  /** The journal's entries that plans go on with, by the plan. */
  readonly #resumes = new Map<string, string>();

  /** @param logs where pushes are written down while they run */
  constructor(context: Omit<EngineContext, "referrers">, logs: PushLogs) {
    this.#context = { ...context, referrers: new ReferrersCache() };
    this.#sources = new SourceCache(this.#context);
    this.#logs = logs;
  }

  /**
   * Computes what a draft gives. Outcomes of sources are remembered, failures too.
   * @param options.refresh resolve all sources again
   * @param options.retry ids of sources to resolve again if they failed
   * @param options.progress receives what is known before the whole preview is
   */
  async preview(
    draft: Draft,
    signal: AbortSignal,
    options: {
      readonly refresh?: boolean;
      readonly retry?: Iterable<string>;
      readonly progress?: PreviewProgress;
    } = {},
  ): Promise<Preview> {
    const { refresh = false, retry = [], progress } = options;
    if (refresh) {
      this.#forget();
      await this.#context.stores.forgetLogins();
    }
    const previewed = await previewDraft(draft, {
      context: this.#context,
      sources: this.#sources,
      signal,
      retry: new Set(retry),
      ...(progress ? { progress } : {}),
    });
    this.#previews.add(previewed);
    return previewed.preview;
  }

  /** What only registries know: what a push of a preview does not copy, and entries that are missing there. */
  async losses(previewId: string, signal: AbortSignal): Promise<SourceChecks> {
    const { draft, composition } = this.#previews.get(previewId);
    if (!composition) return { losses: [], findings: [] };
    const [findings, losses] = await Promise.all([
      findMissingContent(draft, composition, this.#presence, signal),
      remoteLosses(draft, composition, this.#context.referrers, signal),
    ]);
    return { losses, findings };
  }

  /** The push of a preview as scripts for other tools; none if there is nothing to push. */
  scripts(previewId: string): readonly Script[] {
    const { draft, composition } = this.#previews.get(previewId);
    return composition ? writeScripts(draft, composition) : [];
  }

  /** The draft with the current digest beside each tag of its sources. @throws EngineError if a source fails */
  async pinDraft(draft: Draft, signal: AbortSignal): Promise<Draft> {
    const digests = await allOrAbort(sourcesToPin(draft), signal, async ({ id, text }, until) => {
      const [place] = placeTexts([text], []);
      const outcome =
        place === undefined || place instanceof EngineError
          ? place
          : await this.#sources.resolve(place, until, { retry: true });
      if (outcome === undefined || outcome instanceof EngineError) throw outcome;
      return [id, outcome.content.digest] as const;
    });
    return pinSources(draft, new Map(digests));
  }

  async checkTarget(text: string, signal: AbortSignal): Promise<TargetState> {
    const target = parseLocation(text.trim());
    const at = Date.now();
    const store = this.#context.stores.open(target);
    const state = await this.#begunAnew(target, () => readTarget(target, store, signal));
    // A plan wants to know next whether anything is there at all. A failure is met there again.
    if (state.kind === "missing") store.isNew(signal).catch(() => {});
    this.#looks.set(state.name, { state, at });
    return state;
  }

  /** @param blob the descriptor of a blob, whose digest the text ends in; without it, a manifest is asked for first */
  async inspect(text: string, signal: AbortSignal, blob?: Descriptor): Promise<Inspection> {
    if (isDigest(text.trim())) {
      throw new EngineError("no_repository", "A digest alone does not say where it is.", {
        hint: `Write its repository before it: REPOSITORY@${text.trim()}`,
      });
    }
    const location = parseLocation(text.trim());
    const store = this.#context.stores.open(location);
    if (blob === undefined) {
      return await this.#begunAnew(location, () => inspectReference(location, store, signal));
    }
    const target = toTagOrDigest(location);
    if (!("digest" in target) || target.digest !== blob.digest)
      throw new EngineError("input_invalid", `${text.trim()} is not the blob ${blob.digest}.`);
    return await inspectBlob(location, blob, store, signal);
  }

  /** Plans the push of a preview to the targets of its draft. @throws EngineError `preview_gone` */
  async planPreview(previewId: string, signal: AbortSignal): Promise<Plan> {
    const { draft, preview, composition } = this.#previews.get(previewId);
    if (!composition) throw notReady(preview);
    if (draft.targets.length === 0) {
      throw new EngineError("input_invalid", "There is no target to push to.", {
        hint: "Add a target first.",
      });
    }
    const targets = draft.targets.map(({ text, noClobber = false }) => {
      const location = parseLocation(text.trim());
      const seen = this.#looks.get(formatLocation(location));
      const known = seen && Date.now() - seen.at < fresh ? { seen: digestIn(seen.state) } : {};
      return { location, noClobber, ...known };
    });
    const subject = composedSource(
      composition,
      draft.copyReferrers,
      buildxCommand(draft, composition),
    );
    const [plan, moved] = await Promise.all([
      preparePlan(subject, targets, this.#context, signal),
      findMovedTags(sourceTags(composition.sources), signal),
    ]);
    return await this.#finish(withDifferences(plan, moved), signal);
  }

  /**
   * Plan to put the very bytes of a source under other tags.
   * @param more.readFrom the tag that the source's digest was read from: the plan says where it moved since
   * @param more.noClobber refuse where one of the tags names something else already
   * @throws EngineError `tag_exists` where that is so
   */
  async planRetag(
    source: string,
    targets: readonly string[],
    copyReferrers: CopyReferrers,
    signal: AbortSignal,
    more: { readonly readFrom?: string | undefined; readonly noClobber?: boolean | undefined } = {},
  ): Promise<Plan> {
    const { readFrom, noClobber = false } = more;
    const locations = targets.map(parseTarget);
    const { store, content } = await this.#retagged(source, locations, signal);
    const subject = retagSource(content, store, copyReferrers);
    const to = locations.map((location) => ({ location, noClobber }));
    const [plan, moved] = await Promise.all([
      preparePlan(subject, to, this.#context, signal),
      readFrom === undefined ? [] : this.#movedSince(readFrom, content.digest, signal),
    ]);
    const command = buildxCommandOfPlan(plan);
    return await this.#finish(withDifferences({ ...plan, command }, moved), signal);
  }

  /**
   * What a retag would leave out of what refers to the source, or copy by a choice.
   * @throws EngineError where the registry does not tell
   */
  async retagLosses(
    source: string,
    targets: readonly string[],
    copyReferrers: CopyReferrers,
    signal: AbortSignal,
  ): Promise<readonly Loss[]> {
    const locations = targets.map(parseTarget);
    const retagged = await this.#retagged(source, locations, signal);
    const copy = { ...retagged, targets: locations, copyReferrers };
    return await retagLosses(copy, this.#context.referrers, signal);
  }

  /** The content that a retag copies, and where it is. */
  async #retagged(
    source: string,
    targets: readonly Location[],
    signal: AbortSignal,
  ): Promise<Pick<RetagCopy, "store" | "location" | "content" | "isIndex">> {
    const [place] = placeSources([parseSource(source.trim())], targets);
    if (!place || place instanceof EngineError)
      throw place ?? new EngineError("no_sources", "no sources specified");
    const { location } = place;
    const store = this.#context.stores.open(location);
    // Only bytes move, so nothing is asked of what they say: an artifact without a config is as good.
    const { content, kind } = detectManifest(
      await store.fetchManifest(toTagOrDigest(location), signal),
      `manifest ${formatLocation(location)}`,
    );
    return { store, location, content, isIndex: kind === "index" };
  }

  /** Whether what was read from a reference some time ago stands there still; a digest never moves. */
  async #movedSince(
    readFrom: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<readonly PlanDifference[]> {
    const location = parseLocation(readFrom.trim());
    if (!("tag" in toTagOrDigest(location))) return [];
    return await findMovedTags(
      [{ location, store: this.#context.stores.open(location), digest }],
      signal,
    );
  }

  /**
   * Plan to put a tag that a push moved back to what it held before.
   * @param name the tag's whole name
   * @throws EngineError `not_found` with what is gone, where its content is not whole any more
   */
  async planRestore(journalId: string, name: string, signal: AbortSignal): Promise<Plan> {
    const { plan, previous } = await this.#logs.read(journalId);
    const move = plan.repositories.flatMap(({ tags }) => tags).find((tag) => tag.name === name);
    const content = previous.get(name);
    if (!move || !content) {
      throw new EngineError("not_found", `The journal has nothing that ${name} held before.`, {
        hint: "The tag was new, or its old content could not be read when it was replaced.",
      });
    }
    const location = parseLocation(name);
    // A registry may have named no type when the bytes were kept; it wants one when they are put.
    const known =
      content.mediaType === "" ? detectManifest(content, `manifest ${name}`).content : content;
    const subject = restoreSource(known, this.#context.stores.open(location));
    const restore = await preparePlan(
      subject,
      [{ location, noClobber: false }],
      this.#context,
      signal,
    );
    const whole = withEntry(restore, name, content.entry);
    return await this.#finish(withMoveSince(whole, move), signal);
  }

  /** Plan what is left to do of a push that broke off. */
  async planResume(journalId: string, signal: AbortSignal): Promise<Plan> {
    const { plan } = await this.#logs.read(journalId);
    const rechecked = await this.openPlan(plan, signal);
    this.#resumes.set(rechecked.id, journalId);
    return rechecked;
  }

  /** Take up a plan that was made before, as things are now. Its command is made anew, whatever a file says. */
  async openPlan(plan: Plan, signal: AbortSignal): Promise<Plan> {
    const rechecked = await reopenPlan(plan, this.#context.stores, signal);
    return await this.#finish({ ...rechecked, command: buildxCommandOfPlan(rechecked) }, signal);
  }

  /** A plan made here before. @throws EngineError `plan_gone` */
  plan(planId: string): Plan {
    const plan = this.#plans.get(planId);
    if (plan) return plan;
    throw new EngineError("plan_gone", "This plan is no longer there.", {
      hint: "Review the push again.",
      retryable: true,
    });
  }

  /** Execute a plan made before; each plan once, but for one whose log could not be begun. */
  async push(
    planId: string,
    signal: AbortSignal,
    report: (event: PushEvent) => void,
  ): Promise<PushOutcome> {
    const plan = this.plan(planId);
    this.#plans.delete(planId);
    let log: PushLog;
    try {
      log = await this.#logs.begin(plan);
    } catch (error) {
      // Nothing was done: when the disk has room again, the same review is as good.
      this.#keep(plan);
      throw error;
    }
    const resumed = this.#resumes.get(planId);
    // From here on the new entry tells of what is left to do.
    // Where that cannot be noted, the old entry can still be left by hand.
    if (resumed !== undefined) await this.#logs.markContinued(resumed, log.id).catch(() => {});
    try {
      const { stores, pushDelays: delays } = this.#context;
      return await executePlan({ plan, stores, log, signal, report, delays });
    } finally {
      // A tag that was pushed to may be one of the sources.
      this.#forget();
    }
  }

  async close(): Promise<void> {
    await this.#context.stores.close();
  }

  /** Have the next try of what fails here begin with a new challenge: somebody may have logged in meanwhile. */
  async #begunAnew<T>(location: Location, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.#context.stores.forgetLogins(location);
      throw error;
    }
  }

  #forget(): void {
    this.#sources.clear();
    this.#looks.clear();
    this.#context.referrers.clear();
    this.#presence.forget();
  }

  /** The plan with what its tags drop, ready to be executed. */
  async #finish(plan: Plan, signal: AbortSignal): Promise<Plan> {
    const looks = [...this.#looks.values()].map(({ state }) => state);
    const drops = await findTagDrops(plan, this.#context.stores, looks, signal);
    return this.#keep({ ...plan, drops });
  }

  #keep(plan: Plan): Plan {
    this.#plans.set(plan.id, plan);
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= keptPlans) break;
      this.#plans.delete(oldest);
      this.#resumes.delete(oldest);
    }
    return plan;
  }
}

/** The digest that a tag was seen to name; null where there is no such tag. */
function digestIn(state: TargetState): string | null {
  return state.kind === "exists" ? state.digest : null;
}

/** One of several targets that were typed: what is wrong with it is told with its name. */
function parseTarget(text: string): Location {
  try {
    return parseLocation(text.trim());
  } catch (error) {
    const { code, message, ...more } = toFailure(error);
    throw new EngineError(code, `The target ${text.trim()}: ${message}`, more);
  }
}

function withDifferences(plan: Plan, differences: readonly PlanDifference[]): Plan {
  return differences.length === 0 ? plan : { ...plan, differences };
}

/** A plan to put a tag back; where the tag is not where the push left it, somebody's move since would be undone too. */
function withMoveSince(restore: Plan, { name, after }: TagMove): Plan {
  const now = restore.repositories.flatMap(({ tags }) => tags).find((tag) => tag.name === name);
  return now === undefined || now.before === after
    ? restore
    : withDifferences(restore, [{ kind: "tag", name, was: after, now: now.before }]);
}

/** The same plan, which writes the entry of a layout's index as it was. */
function withEntry(plan: Plan, name: string, entry: string | undefined): Plan {
  if (entry === undefined) return plan;
  const repositories = plan.repositories.map((part) => ({
    ...part,
    tags: part.tags.map((move) => (move.name === name ? { ...move, entry } : move)),
  }));
  return { ...plan, repositories };
}

function notReady({ result, sources }: Preview): EngineError {
  if (result.kind === "failed") {
    const { code, message, ...more } = result.error;
    return new EngineError(code, message, more);
  }
  const failed = Object.values(sources).filter(({ kind }) => kind === "failed").length;
  return failed > 0
    ? new EngineError("input_invalid", `${failed} of the sources could not be resolved.`, {
        hint: "Fix or remove them first.",
      })
    : new EngineError("no_sources", "no sources specified", { hint: "Add at least one source." });
}
