import { create } from "zustand";
import type { Preview } from "../../../shared/preview.ts";
import { entryLabel } from "../../image/entryLabel.ts";
import { typingRun } from "../../ui/nativeUndo.ts";
import { createAnnotationsSlice } from "./annotations/annotationsSlice.ts";
import type { ComposeAccess, ComposeContext, ComposeState } from "./composeState.ts";
import { asCommand, describeChange } from "./describeChange.ts";
import { recordChange } from "./draftHistory.ts";
import { createDraftSlice } from "./draftSlice.ts";
import { createEditTagSlice } from "./editTag/editTagSlice.ts";
import { createIndexOptionsSlice } from "./indexOptions/indexOptionsSlice.ts";
import { createLossesJob } from "./losses/lossesJob.ts";
import { createLossesSlice } from "./losses/lossesSlice.ts";
import { createRecipeSlice } from "./recipe/recipeSlice.ts";
import { createPreviewJob } from "./result/previewJob.ts";
import { rowsOf } from "./result/previewResult.ts";
import { createResultSlice } from "./result/resultSlice.ts";
import { createFileReadJobs } from "./sources/fileReadJobs.ts";
import { createFilesSlice } from "./sources/filesSlice.ts";
import { createSourcesSlice } from "./sources/sourcesSlice.ts";
import { createTargetChecks } from "./targets/targetChecks.ts";
import { createTargetsSlice } from "./targets/targetsSlice.ts";

function createContext(access: ComposeAccess): ComposeContext {
  const { get, set } = access;
  const lossesJob = createLossesJob(access, () => previewJob.schedule());
  const previewJob = createPreviewJob(access, {
    onStale: lossesJob.cancel,
    onFresh: lossesJob.update,
  });
  const targetChecks = createTargetChecks(access);

  function resolveSources(ids: readonly string[]): void {
    if (ids.length > 0) {
      const resolving = ids.map((id) => [id, { kind: "resolving" }] as const);
      set({ sources: { ...get().sources, ...Object.fromEntries(resolving) } });
      previewJob.schedule(ids);
    }
  }

  return {
    ...access,
    previewJob,
    lossesJob,
    targetChecks,
    fileReadJobs: createFileReadJobs(access),
    changeDraft: (draft, change = {}) => {
      if (draft !== get().draft) {
        set({ draft, ...change });
        previewJob.schedule();
      }
    },
    resolveSources,
    requestMissingStates: () => {
      const { draft, sources, targets } = get();
      resolveSources(draft.sources.flatMap(({ id }) => (id in sources ? [] : [id])));
      draft.targets
        .filter(({ id }) => !(id in targets))
        .forEach(({ id }) => targetChecks.start(id));
    },
  };
}

/** The draft, and what the main process reported about it. */
export const useCompose = create<ComposeState>()((set, get) => {
  const context = createContext({ get, set });
  return {
    ...createDraftSlice(context),
    ...createSourcesSlice(context),
    ...createFilesSlice(context),
    ...createResultSlice(context),
    ...createLossesSlice(context),
    ...createAnnotationsSlice(context),
    ...createTargetsSlice(context),
    ...createRecipeSlice(context),
    ...createEditTagSlice(context),
    ...createIndexOptionsSlice(context),
  };
});

/** The name of an entry or attestation of the preview. */
function nameEntry(preview: Preview | undefined, digest: string): string {
  for (const row of preview === undefined ? [] : rowsOf(preview.result)) {
    if (row.descriptor.digest === digest) {
      return entryLabel(row);
    }
    if (row.attestations.some(({ descriptor }) => descriptor.digest === digest)) {
      return `attestation of ${entryLabel(row)}`;
    }
  }
  return "entry";
}

/** A change as a command: as the new offer to undo it says, or as the drafts differ. */
function labelChange(before: ComposeState, now: ComposeState): string {
  const offer = [before.undoOffer, before.undoOffer?.previous].includes(now.undoOffer)
    ? undefined
    : now.undoOffer;
  return (
    (offer && asCommand(offer.label)) ??
    describeChange(before.draft, now.draft, (digest) => nameEntry(before.preview, digest))
  );
}

// Record each change of the draft in the undo history, wherever it is made.
useCompose.subscribe((now, before) => {
  if (now.draft !== before.draft && now.history === before.history) {
    const moment = { draft: before.draft, undoOffer: before.undoOffer };
    const isFilterInput = now.filterText !== undefined;
    useCompose.setState({
      history: recordChange(before.history, {
        before: moment,
        after: now.draft,
        isFilterInput,
        run: typingRun(),
        describe: () => labelChange(before, now),
      }),
    });
  }
});

// Withdraw the offer to restore a replaced draft once the new one is edited.
useCompose.subscribe((now, before) => {
  if (
    now.draft !== before.draft &&
    now.undoOffer === before.undoOffer &&
    now.undoOffer?.untilEdit === true
  ) {
    useCompose.setState({ undoOffer: undefined });
  }
});

// A saved recipe does not contain later changes.
useCompose.subscribe((now, before) => {
  if (now.draft !== before.draft && now.recipeSave.kind === "saved") {
    useCompose.setState({ recipeSave: { kind: "none" } });
  }
});
