import type { Draft } from "../../shared/draft.ts";
import { findRuleForName } from "../../shared/overwriteRules.ts";
import type { ManifestView, Preview, SourceChecks, TargetState } from "../../shared/preview.ts";
import type { Script } from "../../shared/script.ts";
import type { OverwriteRules } from "../../shared/settings.ts";
import { allOrAbort } from "./async/allOrAbort.ts";
import type { EngineContext } from "./context.ts";
import { EngineError } from "./errors.ts";
import { formatLocation, parseLocation, parseTypedLocation } from "./oci/location.ts";
import { writeScripts } from "./scripts/writeScripts.ts";
import { noEditedManifests } from "./compose/editedManifests.ts";
import { editTag } from "./compose/editTag.ts";
import { checkSources } from "./compose/findings/checkSources.ts";
import { EntryFactsCache } from "./compose/findings/entryFacts.ts";
import { EntryPresence } from "./compose/findings/entryPresence.ts";
import { pinSources, sourcesToPin } from "./compose/pinSources.ts";
import { previewDraft, type PreviewProgress } from "./compose/preview.ts";
import { PreviewCache } from "./compose/previewCache.ts";
import { readManifestView } from "./compose/readManifestView.ts";
import { readTarget } from "./compose/readTarget.ts";
import { readSources } from "./compose/source.ts";
import { SourceCache } from "./compose/sourceCache.ts";
import type { ReferenceSuggestions } from "./compose/suggestions/referenceSuggestions.ts";
import { TargetChecks } from "./compose/targetChecks.ts";

/** Options of a preview. */
interface PreviewOptions {
  /** Resolve all sources again. */
  readonly refresh?: boolean;
  /** Ids of sources to resolve again if they failed. */
  readonly retry?: Iterable<string>;
  /** Receives what is known before the preview is complete. */
  readonly progress?: PreviewProgress;
}

/** What a composer works with. */
interface ComposerOptions {
  readonly context: EngineContext;
  readonly suggestions: ReferenceSuggestions;
  /** Returns the rules in force. */
  readonly overwriteRules: () => OverwriteRules;
}

/**
 * Previews drafts: what their sources give, what a push would lose, and the same push as scripts. Remembers sources,
 * referrers and checks of targets until a refresh or a push.
 */
export class Composer {
  readonly previews = new PreviewCache();
  readonly targetChecks = new TargetChecks();
  readonly #context: EngineContext;
  readonly #suggestions: ReferenceSuggestions;
  readonly #overwriteRules: () => OverwriteRules;
  readonly #sources: SourceCache;
  readonly #presence = new EntryPresence();
  readonly #facts = new EntryFactsCache();

  constructor({ context, suggestions, overwriteRules }: ComposerOptions) {
    this.#context = context;
    this.#suggestions = suggestions;
    this.#overwriteRules = overwriteRules;
    this.#sources = new SourceCache(context);
  }

  /** Computes what a draft gives. Outcomes of its sources are remembered, failures too. */
  async preview(
    draft: Draft,
    signal: AbortSignal,
    { refresh = false, retry = [], progress }: PreviewOptions = {},
  ): Promise<Preview> {
    if (refresh) {
      this.clear();
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
    this.previews.add(computed);
    this.#suggestions.recordSources(computed.preview);
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
      this.previews.get(previewId),
      { ...options, context: this.#context, facts: this.#facts, presence: this.#presence },
      signal,
    );
  }

  /** Writes the push of a preview as scripts for other tools. @throws EngineError `preview_gone` */
  scripts(previewId: string): readonly Script[] {
    const { draft, composition } = this.previews.get(previewId);
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
    const { sources, composition } = this.previews.get(previewId);
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
    const location = parseTypedLocation(text);
    const draft = await this.#context.stores.forgetLoginsOnFailure(location, () =>
      editTag(location, this.#context.stores.open(location), signal),
    );
    this.#suggestions.recordUse(location);
    return draft;
  }

  /** Reads the current content of a target's tag. @throws EngineError */
  async checkTarget(text: string, signal: AbortSignal): Promise<TargetState> {
    const target = parseLocation(text.trim());
    const readAt = Date.now();
    const store = this.#context.stores.open(target);
    const state = await this.#context.stores.forgetLoginsOnFailure(target, () =>
      readTarget(target, store, signal),
    );
    // A plan asks next whether the repository exists. Errors are ignored here: the plan reports them.
    if (state.kind === "missing") {
      store.isNew(signal).catch(() => {});
    } else {
      this.#suggestions.recordUse(target);
    }
    this.targetChecks.add(state, readAt);
    return state;
  }

  /** Forgets what was read of sources and targets: a push may have changed it. */
  clear(): void {
    this.#sources.clear();
    this.targetChecks.clear();
    this.#suggestions.clear();
    this.#context.referrers.clear();
    this.#presence.clear();
    this.#facts.clear();
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
}
