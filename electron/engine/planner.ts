import type { Plan, PlanDifference, PushOutcome } from "../../shared/plan.ts";
import type { Loss } from "../../shared/preview.ts";
import type { OverwriteRules } from "../../shared/settings.ts";
import { findMovedTags, sourceTags } from "./compose/movedTags.ts";
import type { PreviewCache } from "./compose/previewCache.ts";
import type { TargetChecks } from "./compose/targetChecks.ts";
import type { EngineContext } from "./context.ts";
import { EngineError } from "./errors.ts";
import { parseLocation } from "./oci/location.ts";
import type { PushLogs } from "./push/pushLog.ts";
import { buildxCommand, buildxCommandOfPlan } from "./scripts/buildxCommand.ts";
import { applyRules } from "./plan/checkRules.ts";
import { madeByApp, PlanCache, type PlanOrigin } from "./plan/planCache.ts";
import type { PlanProgress } from "./plan/planProgress.ts";
import { placesOf } from "./plan/placesOf.ts";
import { planRepair, type RepairRequest } from "./plan/planRepair.ts";
import { planRestore } from "./plan/planRestore.ts";
import { preparePlan } from "./plan/preparePlan.ts";
import { composedSource, retagSource } from "./plan/pushSource.ts";
import { reopenPlan } from "./plan/reopenPlan.ts";
import {
  fetchRetagContent,
  findMoved,
  findRetagLosses,
  type RetagRequest,
} from "./plan/retagContent.ts";
import { editedTag, StaleBases } from "./plan/staleBase.ts";
import { compareTags } from "./plan/tagDrops.ts";

/** Pushes whose plans are read to find who has content. */
const maxPushesRead = 5;

/** Options of a retag. */
interface RetagOptions {
  /** The tag that the digest of the source was read from; the plan says whether it moved since. */
  readonly readFrom?: string | undefined;
  /** Refuse the retag if a target's tag points to other content. */
  readonly noClobber?: boolean | undefined;
  readonly progress?: PlanProgress;
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

/** What a planner works with. */
interface PlannerOptions {
  readonly context: EngineContext;
  readonly logs: PushLogs;
  readonly previews: PreviewCache;
  readonly targetChecks: TargetChecks;
  /** Returns the rules in force. */
  readonly overwriteRules: () => OverwriteRules;
}

/** Plans pushes of drafts, retags, restores and plan files, and keeps the plans until they are executed. */
export class Planner {
  readonly plans = new PlanCache();
  readonly #context: EngineContext;
  readonly #logs: PushLogs;
  readonly #previews: PreviewCache;
  readonly #targetChecks: TargetChecks;
  readonly #overwriteRules: () => OverwriteRules;
  readonly #staleBases = new StaleBases();

  constructor({ context, logs, previews, targetChecks, overwriteRules }: PlannerOptions) {
    this.#context = context;
    this.#logs = logs;
    this.#previews = previews;
    this.#targetChecks = targetChecks;
    this.#overwriteRules = overwriteRules;
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
    const base = editedTag(draft, composition);
    const stale = base ? this.#staleBases.find(base, plan) : [];
    const added = await this.#addPlan(addDifferences(plan, [...moved, ...stale]), signal);
    if (base) {
      this.#staleBases.addPlan(added, base);
    }
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

  /** Plans to copy what is missing below an index or image. @throws EngineError `not_found` if it is nowhere */
  async planRepair(
    request: RepairRequest,
    signal: AbortSignal,
    progress?: PlanProgress,
  ): Promise<Plan> {
    const plan = await planRepair(request, { context: this.#context, progress }, signal);
    return await this.#addPlan(plan, signal);
  }

  /**
   * Lists the places that may have what an index or image lost, as far as earlier pushes tell.
   * @param content.repository where it lost something
   * @param content.digest of the index or image
   * @returns repositories, layouts and archives, of the most recent push first
   */
  async findDonors(content: {
    readonly repository: string;
    readonly digest: string;
  }): Promise<readonly string[]> {
    const ids = await this.#logs.findPushes(content.digest);
    const places = new Set<string>();
    // One after another: an entry may be hundreds of megabytes.
    for (const id of ids.slice(0, maxPushesRead)) {
      for (const place of await this.#readPlaces(id)) {
        places.add(place);
      }
    }
    places.delete(content.repository);
    return [...places];
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
    const { plan, isFromFile } = await this.#logs.read(journalId);
    if (plan.kind === "delete") {
      throw new EngineError("input_invalid", "A deletion is not resumed.", {
        hint: "Look at the tags, and review a new deletion of those that are left.",
      });
    }
    return await this.#reopen(plan, signal, { progress, continues: journalId, isFromFile });
  }

  /** Opens a plan that was read from a file, updated to the current state of its targets. */
  async openPlan(plan: Plan, signal: AbortSignal, progress?: PlanProgress): Promise<Plan> {
    const continues = await this.#logs.findUnfinished(plan);
    return await this.#reopen(plan, signal, { progress, continues, isFromFile: true });
  }

  /** Returns a plan that can be executed. @throws EngineError `plan_gone` */
  plan(planId: string): Plan {
    return this.plans.get(planId).plan;
  }

  /** Remembers what a push set the tags of its draft to: the draft is not outdated by its own push. */
  recordPush(plan: Plan, outcome: PushOutcome): void {
    this.#staleBases.recordPush(plan, outcome);
  }

  /** Lists the places that had the content of a push; none if its log cannot be read. */
  async #readPlaces(logId: string): Promise<readonly string[]> {
    try {
      return placesOf((await this.#logs.read(logId)).plan);
    } catch (error) {
      if (error instanceof EngineError) {
        return [];
      }
      throw error;
    }
  }

  /** Opens a plan with the command that corresponds to it: the one in a plan file may have been edited. */
  async #reopen(
    saved: Plan,
    signal: AbortSignal,
    { progress, ...origin }: PlanOrigin & { readonly progress?: PlanProgress | undefined },
  ): Promise<Plan> {
    const plan = await reopenPlan(saved, { stores: this.#context.stores, progress }, signal);
    return await this.#addPlan({ ...plan, command: buildxCommandOfPlan(plan) }, signal, origin);
  }

  /** Completes a plan with what its tags drop, and keeps it for its push. @throws EngineError `tag_protected` */
  async #addPlan(made: Plan, signal: AbortSignal, origin: PlanOrigin = madeByApp): Promise<Plan> {
    const allowed = applyRules(made, this.#overwriteRules(), origin.isFromFile);
    const known = this.#targetChecks.states;
    const compared = await compareTags(allowed, { stores: this.#context.stores, known }, signal);
    const plan = { ...allowed, ...compared };
    this.plans.add(plan, origin);
    return plan;
  }
}

function addDifferences(plan: Plan, differences: readonly PlanDifference[]): Plan {
  return differences.length === 0 ? plan : { ...plan, differences };
}
