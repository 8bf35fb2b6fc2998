import type { Draft } from "../../shared/draft.ts";
import type { Inspection } from "../../shared/inspection.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { Plan, PlanDifference, PushOutcome } from "../../shared/plan.ts";
import type {
  Loss,
  ManifestView,
  Preview,
  SourceChecks,
  TargetState,
} from "../../shared/preview.ts";
import { findRuleForName, noOverwriteRules } from "../../shared/overwriteRules.ts";
import type { Script } from "../../shared/script.ts";
import type { OverwriteRules } from "../../shared/settings.ts";
import { allOrAbort } from "./async/allOrAbort.ts";
import { noEditedManifests } from "./compose/editedManifests.ts";
import { EntryFactsCache } from "./compose/findings/entryFacts.ts";
import { editTag } from "./compose/editTag.ts";
import { EntryPresence } from "./compose/findings/entryPresence.ts";
import { checkSources } from "./compose/findings/checkSources.ts";
import { findMovedTags, sourceTags } from "./compose/movedTags.ts";
import { pinSources, sourcesToPin } from "./compose/pinSources.ts";
import { previewDraft, type PreviewProgress } from "./compose/preview.ts";
import { PreviewCache } from "./compose/previewCache.ts";
import { readManifestView } from "./compose/readManifestView.ts";
import { readTarget } from "./compose/readTarget.ts";
import { readSources } from "./compose/source.ts";
import { SourceCache } from "./compose/sourceCache.ts";
import { ReferenceSuggestions } from "./compose/suggestions/referenceSuggestions.ts";
import { TargetChecks } from "./compose/targetChecks.ts";
import type { EngineContext } from "./context.ts";
import { EngineError } from "./errors.ts";
import { inspectBlob, type InspectProgress, inspectReference } from "./inspect/inspectContent.ts";
import { isDigest } from "./oci/digest.ts";
import { formatLocation, type Location, parseLocation } from "./oci/location.ts";
import { applyRules } from "./plan/checkRules.ts";
import { PlanCache } from "./plan/planCache.ts";
import type { PlanProgress } from "./plan/planProgress.ts";
import { preparePlan } from "./plan/preparePlan.ts";
import { composedSource, retagSource } from "./plan/pushSource.ts";
import { reopenPlan } from "./plan/reopenPlan.ts";
import { planRestore } from "./plan/planRestore.ts";
import {
  fetchRetagContent,
  findMoved,
  findRetagLosses,
  type RetagRequest,
} from "./plan/retagContent.ts";
import { StaleBases } from "./plan/staleBase.ts";
import { compareTags } from "./plan/tagDrops.ts";
import type { PushDelays } from "./push/pushDelays.ts";
import type { PushEvent } from "./push/pushEvent.ts";
import type { PushLogs } from "./push/pushLog.ts";
import { PushQueue } from "./push/pushQueue.ts";
import { buildxCommand, buildxCommandOfPlan } from "./scripts/buildxCommand.ts";
import { writeScripts } from "./scripts/writeScripts.ts";
import { toTagOrDigest } from "./stores/openStores.ts";
import { ReferrersCache } from "./stores/referrersCache.ts";

/** Options of a preview. */
interface PreviewOptions {
  /** Resolve all sources again. */
  readonly refresh?: boolean;
  /** Ids of sources to resolve again if they failed. */
  readonly retry?: Iterable<string>;
  /** Receives what is known before the preview is complete. */
  readonly progress?: PreviewProgress;
}

/** Options of a retag. */
interface RetagOptions {
  /** The tag that the digest of the source was read from; the plan says whether it moved since. */
  readonly readFrom?: string | undefined;
  /** Refuse the retag if a target's tag points to other content. */
  readonly noClobber?: boolean | undefined;
  readonly progress?: PlanProgress;
}

/** The environment of the engine. */
interface EngineOptions extends Omit<EngineContext, "referrers"> {
  /** Returns the rules in force. Omitted: there are none. */
  readonly overwriteRules?: () => OverwriteRules;
  /** Omitted: the default delays. */
  readonly pushDelays?: PushDelays;
}

interface RestoreRequest {
  /** The journal's attempt that has the content. */
  readonly journalId: string;
  /** The tag's full name. */
  readonly name: string;
  /** The content before the attempt, which is the default, or what it pushed. */
  readonly content?: "previous" | "pushed" | undefined;
  readonly progress?: PlanProgress | undefined;
}

interface PushOptions {
  readonly report: (event: PushEvent) => void;
  /** Called when the push has waited for those before it. */
  readonly onStart?: (() => void) | undefined;
}

/**
 * What the app asks of the engine: previews of drafts, plans, pushes of these plans, and inspections. Remembers sources,
 * referrers and checks of targets until a refresh or a push.
 */
export class Engine {
  readonly suggestions: ReferenceSuggestions;
  readonly #context: EngineContext;
  readonly #logs: PushLogs;
  readonly #sources: SourceCache;
  readonly #previews = new PreviewCache();
  readonly #presence = new EntryPresence();
  readonly #facts = new EntryFactsCache();
  readonly #targetChecks = new TargetChecks();
  readonly #plans = new PlanCache();
  readonly #pushQueue: PushQueue;
  readonly #overwriteRules: () => OverwriteRules;
  readonly #staleBases = new StaleBases();

  /** @param logs records pushes while they run */
  constructor(
    { pushDelays, overwriteRules = () => noOverwriteRules, ...context }: EngineOptions,
    logs: PushLogs,
  ) {
    this.#overwriteRules = overwriteRules;
    this.#context = { ...context, referrers: new ReferrersCache() };
    this.#sources = new SourceCache(this.#context);
    this.#logs = logs;
    const { stores } = context;
    this.#pushQueue = new PushQueue({
      plans: this.#plans,
      stores,
      logs,
      delays: pushDelays,
      log: context.log,
      overwriteRules,
    });
    this.suggestions = new ReferenceSuggestions(context.stores, () => logs.listRepositories());
  }

  /** Computes what a draft gives. Outcomes of its sources are remembered, failures too. */
  async preview(
    draft: Draft,
    signal: AbortSignal,
    { refresh = false, retry = [], progress }: PreviewOptions = {},
  ): Promise<Preview> {
    if (refresh) {
      this.#clear();
      await this.#context.stores.forgetLogins();
    }
    const computed = await previewDraft(draft, {
      context: this.#context,
      sources: this.#sources,
      facts: this.#facts,
      signal,
      retry: new Set(retry),
      ...(progress ? { progress } : {}),
    });
    this.#previews.add(computed);
    this.suggestions.recordSources(computed.preview);
    return computed.preview;
  }

  /**
   * Finds what only the stores of the sources know: referrers that a push of a preview does not copy, entries that are
   * missing, and findings about the configs of images. Reads the configs if they are few, else those that `onRead` asks
   * for.
   *
   * @param options.onRead given to read all configs, however many; called with the number of those read
   * @throws EngineError `preview_gone`
   */
  async losses(
    previewId: string,
    signal: AbortSignal,
    options: { readonly onRead?: (done: number, total: number) => void } = {},
  ): Promise<SourceChecks> {
    return await checkSources(
      this.#previews.get(previewId),
      { ...options, context: this.#context, facts: this.#facts, presence: this.#presence },
      signal,
    );
  }

  /** Writes the push of a preview as scripts for other tools. @throws EngineError `preview_gone` */
  scripts(previewId: string): readonly Script[] {
    const { draft, composition } = this.#previews.get(previewId);
    return composition ? writeScripts(this.#withRules(draft), composition) : [];
  }

  /**
   * Reads a manifest of a preview and its config, with what the draft makes of them.
   * @param digest by which the sources list the manifest
   * @throws EngineError `preview_gone`, `not_found`
   */
  async manifestView(
    previewId: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<ManifestView> {
    const { sources, composition } = this.#previews.get(previewId);
    const manifests = composition?.manifests ?? noEditedManifests;
    return await readManifestView({ digest, sources, manifests }, signal);
  }

  /** Adds the current digest to each tag among the sources of a draft. @throws EngineError if one fails */
  async pinDraft(draft: Draft, signal: AbortSignal): Promise<Draft> {
    const digests = await allOrAbort(sourcesToPin(draft), signal, async ({ id, text }, until) => {
      const [place] = readSources([text], []);
      const outcome =
        place === undefined || place instanceof EngineError
          ? place
          : await this.#sources.resolve(place, until, { retry: true });
      if (outcome === undefined || outcome instanceof EngineError) {
        throw outcome;
      }
      return [id, outcome.content.digest] as const;
    });
    return pinSources(draft, new Map(digests));
  }

  /** Makes a draft that edits the index or image behind a tag or a digest. @throws EngineError */
  async editTag(text: string, signal: AbortSignal): Promise<Draft> {
    const location = parseReference(text);
    const draft = await this.#forgetLoginsOnFailure(location, () =>
      editTag(location, this.#context.stores.open(location), signal),
    );
    this.suggestions.recordUse(location);
    return draft;
  }

  /** Reads the current content of a target's tag. @throws EngineError */
  async checkTarget(text: string, signal: AbortSignal): Promise<TargetState> {
    const target = parseLocation(text.trim());
    const readAt = Date.now();
    const store = this.#context.stores.open(target);
    const state = await this.#forgetLoginsOnFailure(target, () =>
      readTarget(target, store, signal),
    );
    // A plan asks next whether the repository exists. Errors are ignored here: the plan reports them.
    if (state.kind === "missing") {
      store.isNew(signal).catch(() => {});
    } else {
      this.suggestions.recordUse(target);
    }
    this.#targetChecks.add(state, readAt);
    return state;
  }

  /**
   * Reads a manifest, index or blob for display.
   * @param options.blob the descriptor of the blob whose digest the reference has; without it, a manifest is tried first
   * @throws EngineError
   */
  async inspect(
    text: string,
    signal: AbortSignal,
    options: { readonly blob?: Descriptor; readonly progress?: InspectProgress } = {},
  ): Promise<Inspection> {
    const location = parseReference(text);
    const store = this.#context.stores.open(location);
    const { blob, progress } = options;
    if (blob === undefined) {
      const inspection = await this.#forgetLoginsOnFailure(location, () =>
        inspectReference({ location, store, progress }, signal),
      );
      this.suggestions.recordUse(location);
      return inspection;
    }
    const target = toTagOrDigest(location);
    if (!("digest" in target) || target.digest !== blob.digest) {
      throw new EngineError("input_invalid", `${text} is not the blob ${blob.digest}.`);
    }
    return await inspectBlob({ location, store, progress }, blob, signal);
  }

  /** Plans the push of a preview to the targets of its draft. @throws EngineError `preview_gone` */
  async planPreview(
    previewId: string,
    signal: AbortSignal,
    progress?: PlanProgress,
  ): Promise<Plan> {
    const { draft, composition } = this.#previews.getComplete(previewId);
    if (draft.targets.length === 0) {
      throw new EngineError("input_invalid", "There is no target to push to.", {
        hint: "Add a target first.",
      });
    }
    const targets = draft.targets.map(({ text, noClobber = false }) => {
      const location = parseLocation(text.trim());
      const recent = this.#targetChecks.recent(location);
      return { location, noClobber, ...(recent ? { recent } : {}) };
    });
    const command = buildxCommand(draft, composition);
    const source = composedSource(composition, draft.copyReferrers, command);
    const [plan, moved] = await Promise.all([
      preparePlan({ source, targets, progress }, this.#context, signal),
      findMovedTags(sourceTags(composition.sources), signal),
    ]);
    const stale = this.#staleBases.find(composition, plan);
    const added = await this.#addPlan(addDifferences(plan, [...moved, ...stale]), signal);
    this.#staleBases.addPlan(added, composition);
    return added;
  }

  /** Plans to set tags to existing content. @throws EngineError `tag_exists` */
  async planRetag(
    request: RetagRequest,
    signal: AbortSignal,
    { readFrom, noClobber = false, progress }: RetagOptions = {},
  ): Promise<Plan> {
    const { stores } = this.#context;
    const retag = await fetchRetagContent(request, stores, signal);
    const { store, content } = retag;
    const [plan, moved] = await Promise.all([
      preparePlan(
        {
          source: retagSource(content, store, request.copyReferrers),
          targets: retag.targets.map((location) => ({ location, noClobber })),
          progress,
        },
        this.#context,
        signal,
      ),
      readFrom === undefined ? [] : findMoved({ readFrom, digest: content.digest, stores }, signal),
    ]);
    const command = buildxCommandOfPlan(plan);
    return await this.#addPlan(addDifferences({ ...plan, command }, moved), signal);
  }

  /** Lists referrers and digest tags that a retag does not copy, or copies because of an option. @throws EngineError */
  async retagLosses(request: RetagRequest, signal: AbortSignal): Promise<readonly Loss[]> {
    return await findRetagLosses(request, this.#context, signal);
  }

  /**
   * Plans to set a tag back to content of the journal.
   * @throws EngineError `not_found` if that content is unknown or no longer complete
   */
  async planRestore(
    { journalId, name, content = "previous", progress }: RestoreRequest,
    signal: AbortSignal,
  ): Promise<Plan> {
    const logged = await this.#logs.read(journalId);
    const plan = await planRestore(
      { name, content, ...logged },
      { context: this.#context, progress },
      signal,
    );
    return await this.#addPlan(plan, signal);
  }

  /** Plans the rest of an interrupted push. @param journalId the entry of that push */
  async planResume(journalId: string, signal: AbortSignal, progress?: PlanProgress): Promise<Plan> {
    const { plan } = await this.#logs.read(journalId);
    return await this.#reopen(plan, signal, { progress, continues: journalId, isFromFile: false });
  }

  /** Opens a plan that was read from a file, updated to the current state of its targets. */
  async openPlan(plan: Plan, signal: AbortSignal, progress?: PlanProgress): Promise<Plan> {
    const continues = await this.#logs.findUnfinished(plan);
    return await this.#reopen(plan, signal, { progress, continues, isFromFile: true });
  }

  /** Returns a plan that can be executed. @throws EngineError `plan_gone` */
  plan(planId: string): Plan {
    return this.#plans.get(planId).plan;
  }

  /**
   * Executes a plan, once. Pushes run one after another.
   * @throws EngineError `plan_gone`, or if the log cannot be begun
   * @throws the signal's reason when it aborts the wait
   */
  async push(
    planId: string,
    { report, onStart }: PushOptions,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    const { plan } = this.#plans.get(planId);
    try {
      const outcome = await this.#pushQueue.push({ planId, signal, report, onStart });
      this.#staleBases.recordPush(plan, outcome);
      return outcome;
    } finally {
      // A tag that was pushed may be a source of a draft.
      this.#clear();
    }
  }

  async close(): Promise<void> {
    await this.#context.stores.close();
  }

  /** Opens a plan with the command that corresponds to it: the one in a plan file may have been edited. */
  async #reopen(
    saved: Plan,
    signal: AbortSignal,
    options: {
      readonly progress?: PlanProgress | undefined;
      readonly continues: string | undefined;
      readonly isFromFile: boolean;
    },
  ): Promise<Plan> {
    const { progress, ...origin } = options;
    const plan = await reopenPlan(saved, { stores: this.#context.stores, progress }, signal);
    return await this.#addPlan({ ...plan, command: buildxCommandOfPlan(plan) }, signal, origin);
  }

  /** Completes a plan with what its tags drop, and keeps it for its push. @throws EngineError `tag_protected` */
  async #addPlan(
    made: Plan,
    signal: AbortSignal,
    {
      continues,
      isFromFile = false,
    }: { continues?: string | undefined; isFromFile?: boolean } = {},
  ): Promise<Plan> {
    const allowed = applyRules(made, this.#overwriteRules(), isFromFile);
    const known = this.#targetChecks.states;
    const compared = await compareTags(allowed, { stores: this.#context.stores, known }, signal);
    const plan = { ...allowed, ...compared };
    this.#plans.add(plan, continues);
    return plan;
  }

  /** The draft with its targets set to never overwrite where a rule says so, for tools that do not know the rules. */
  #withRules(draft: Draft): Draft {
    const rules = this.#overwriteRules();
    const targets = draft.targets.map((target) => {
      const name = formatLocation(parseLocation(target.text.trim()));
      return findRuleForName(name, rules) === undefined ? target : { ...target, noClobber: true };
    });
    return { ...draft, targets };
  }

  /** Runs work; after a failure, the next request to the registry starts with a new challenge, since a login may follow. */
  async #forgetLoginsOnFailure<T>(location: Location, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.#context.stores.forgetLogins(location);
      throw error;
    }
  }

  #clear(): void {
    this.#sources.clear();
    this.#targetChecks.clear();
    this.suggestions.clear();
    this.#context.referrers.clear();
    this.#presence.clear();
    this.#facts.clear();
  }
}

/** Parses a reference that was typed on its own. @throws EngineError `no_repository` for a bare digest */
function parseReference(text: string): Location {
  const reference = text.trim();
  if (isDigest(reference)) {
    throw new EngineError("no_repository", "A digest alone does not say where it is.", {
      hint: `Write its repository before it: REPOSITORY@${reference}`,
    });
  }
  return parseLocation(reference);
}

function addDifferences(plan: Plan, differences: readonly PlanDifference[]): Plan {
  return differences.length === 0 ? plan : { ...plan, differences };
}
