import type { DeletionOutcome, DeletionPlan } from "../../shared/deletion.ts";
import type { Inspection } from "../../shared/inspection.ts";
import { InspectionParts } from "../../shared/inspectionParts.ts";
import type { Descriptor } from "../../shared/oci/descriptor.ts";
import { noOverwriteRules } from "../../shared/overwriteRules.ts";
import type { PushOutcome } from "../../shared/plan.ts";
import type { OverwriteRules } from "../../shared/settings.ts";
import { Comparisons } from "./compare/comparisons.ts";
import { Composer } from "./composer.ts";
import { ReferenceSuggestions } from "./compose/suggestions/referenceSuggestions.ts";
import { TagLists } from "./compose/suggestions/tagLists.ts";
import type { EngineContext } from "./context.ts";
import { EngineError } from "./errors.ts";
import { Contents } from "./inspect/contents.ts";
import { type DecodeEvidence, decodeHere } from "./inspect/evidence/decodeEvidence.ts";
import {
  inspectBlob,
  type InspectOptions,
  type InspectProgress,
  inspectReference,
} from "./inspect/inspectContent.ts";
import { type SendPart, sendText } from "./inspect/sendParts.ts";
import { type DecodeLayer, decodeLayerHere } from "./inspect/files/decodeLayer.ts";
import { LayerFiles } from "./inspect/files/layerFiles.ts";
import { formatLocation, parseTypedLocation } from "./oci/location.ts";
import { Planner } from "./planner.ts";
import type { PushDelays } from "./push/pushDelays.ts";
import type { PushEvent } from "./push/pushEvent.ts";
import type { PushLogs } from "./push/pushLog.ts";
import { PushQueue } from "./push/pushQueue.ts";
import { type Stores, toTagOrDigest } from "./stores/openStores.ts";
import { ReferrersCache } from "./stores/referrersCache.ts";
import { Deleter, type DeletionOrder } from "./tags/deleter.ts";
import { TagPages } from "./tags/tagPages.ts";

/** The environment of the engine. */
interface EngineOptions extends Omit<EngineContext, "referrers"> {
  /** Decodes documents beside images. Omitted: in this thread. */
  readonly decodeEvidence?: DecodeEvidence;
  /** Decodes the files of layers. Omitted: in this thread. */
  readonly decodeLayer?: DecodeLayer;
  /** Returns the rules in force. Omitted: there are none. */
  readonly overwriteRules?: () => OverwriteRules;
  /** Omitted: the default delays. */
  readonly pushDelays?: PushDelays;
}

interface PushOptions {
  readonly report: (event: PushEvent) => void;
  /** Called when the push has waited for those before it. */
  readonly onStart?: (() => void) | undefined;
}

/** What the app asks of the engine: previews of drafts, plans, pushes of these plans, and inspections. */
export class Engine {
  readonly suggestions: ReferenceSuggestions;
  readonly composer: Composer;
  readonly comparisons: Comparisons;
  readonly contents: Contents;
  readonly planner: Planner;
  readonly tagPages: TagPages;
  readonly layerFiles: LayerFiles;
  readonly #deleter: Deleter;
  readonly #stores: Stores;
  readonly #decodeEvidence: DecodeEvidence;
  readonly #pushQueue: PushQueue;

  /** @param logs records pushes while they run */
  constructor(
    {
      pushDelays,
      overwriteRules = () => noOverwriteRules,
      decodeEvidence = decodeHere,
      decodeLayer = decodeLayerHere,
      ...environment
    }: EngineOptions,
    logs: PushLogs,
  ) {
    const context: EngineContext = { ...environment, referrers: new ReferrersCache() };
    const { stores, log } = context;
    this.#decodeEvidence = decodeEvidence;
    const tagLists = new TagLists();
    const suggestions = new ReferenceSuggestions({ stores, tagLists }, () =>
      logs.listRepositories(),
    );
    const composer = new Composer({ context, suggestions, overwriteRules });
    const { previews, targetChecks } = composer;
    const planner = new Planner({ context, logs, previews, targetChecks, overwriteRules });
    const { plans } = planner;
    this.#pushQueue = new PushQueue({
      plans,
      stores,
      logs,
      delays: pushDelays,
      log,
      overwriteRules,
    });
    this.#stores = stores;
    this.suggestions = suggestions;
    this.composer = composer;
    this.planner = planner;
    this.contents = new Contents(stores);
    this.tagPages = new TagPages(context, tagLists);
    this.#deleter = new Deleter({
      context,
      logs,
      tagLists,
      queue: this.#pushQueue,
      delays: pushDelays,
      overwriteRules,
    });
    this.layerFiles = new LayerFiles(stores, decodeLayer);
    this.comparisons = new Comparisons({
      ...context,
      decodeEvidence,
      decodeLayer,
      logs,
      preview: (id) => previews.getComplete(id),
      onRead: (location) => suggestions.recordUse(location),
    });
  }

  /**
   * Reads a manifest, index or blob for display.
   * @param options.blob the descriptor of the blob whose digest the reference has; without it, a manifest is tried first
   * @param options.sendPart receives what is long before the inspection, which then lacks it
   * @throws EngineError
   */
  async inspect(
    text: string,
    signal: AbortSignal,
    options: {
      readonly blob?: Descriptor;
      readonly progress?: InspectProgress;
      readonly sendPart?: SendPart;
    } = {},
  ): Promise<Inspection> {
    const location = parseTypedLocation(text);
    const store = this.#stores.open(location);
    const { blob, progress } = options;
    const parts = new InspectionParts();
    const sendPart = options.sendPart ?? (async (part) => parts.add(part));
    const source = { location, store, progress, sendPart, decodeEvidence: this.#decodeEvidence };
    const inspection = await this.#inspect(source, blob, signal);
    const shown = await sendText(inspection, sendPart);
    return options.sendPart === undefined ? parts.complete(shown) : shown;
  }

  async #inspect(
    source: InspectOptions,
    blob: Descriptor | undefined,
    signal: AbortSignal,
  ): Promise<Inspection> {
    const { location } = source;
    if (blob === undefined) {
      const inspection = await this.#stores.forgetLoginsOnFailure(location, () =>
        inspectReference(source, signal),
      );
      this.suggestions.recordUse(location);
      return this.#stores.isMetered(location) ? { ...inspection, isMetered: true } : inspection;
    }
    const target = toTagOrDigest(location);
    if (!("digest" in target) || target.digest !== blob.digest) {
      throw new EngineError(
        "input_invalid",
        `${formatLocation(location)} is not the blob ${blob.digest}.`,
      );
    }
    return await inspectBlob(source, blob, signal);
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
    const plan = this.planner.plan(planId);
    try {
      const outcome = await this.#pushQueue.push({ planId, signal, report, onStart });
      this.planner.recordPush(plan, outcome);
      return outcome;
    } finally {
      // A tag that was pushed may be a source of a draft.
      this.composer.clear();
    }
  }

  /** Plans to delete tags of a repository, and finds out what else would go. @throws EngineError */
  async planDeletion(
    request: DeletionOrder,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<DeletionPlan> {
    return await this.#deleter.plan(request, signal, onProgress);
  }

  /** Returns a deletion that can be executed. @throws EngineError `plan_gone` */
  reviewedDeletion(planId: string): DeletionPlan {
    return this.#deleter.reviewed(planId).plan;
  }

  /** Executes a deletion that was reviewed, once. @throws EngineError `plan_gone`, or if the log cannot be begun */
  async delete(
    planId: string,
    signal: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<DeletionOutcome> {
    try {
      return await this.#deleter.execute(planId, signal, onProgress);
    } finally {
      this.composer.clear();
    }
  }

  async close(): Promise<void> {
    await this.#stores.close();
  }
}
