import type { Draft } from "../../../shared/draft.ts";
import type { AnnotationsSlice } from "./annotations/annotationsSlice.ts";
import type { DraftSlice } from "./draftSlice.ts";
import type { EditTagSlice } from "./editTag/editTagSlice.ts";
import type { IndexOptionsSlice } from "./indexOptions/indexOptionsSlice.ts";
import type { LossesJob } from "./losses/lossesJob.ts";
import type { LossesSlice } from "./losses/lossesSlice.ts";
import type { RecipeSlice } from "./recipe/recipeSlice.ts";
import type { PreviewJob } from "./result/previewJob.ts";
import type { ResultSlice } from "./result/resultSlice.ts";
import type { FileReadJobs } from "./sources/fileReadJobs.ts";
import type { FilesSlice } from "./sources/filesSlice.ts";
import type { SourcesSlice } from "./sources/sourcesSlice.ts";
import type { TargetChecks } from "./targets/targetChecks.ts";
import type { TargetsSlice } from "./targets/targetsSlice.ts";

/** The state of Compose and the actions on it. */
export type ComposeState = DraftSlice &
  SourcesSlice &
  FilesSlice &
  ResultSlice &
  LossesSlice &
  AnnotationsSlice &
  TargetsSlice &
  RecipeSlice &
  EditTagSlice &
  IndexOptionsSlice;

type DataKey<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => unknown ? never : K;
}[keyof T];

/** The state without the actions. */
export type ComposeData = Pick<ComposeState, DataKey<ComposeState>>;

/** Access to the store for slices and jobs. */
export interface ComposeAccess {
  readonly get: () => ComposeState;
  readonly set: (change: Partial<ComposeData>) => void;
}

/** What the slices share: access to the store, and its jobs. */
export interface ComposeContext extends ComposeAccess {
  readonly previewJob: PreviewJob;
  readonly lossesJob: LossesJob;
  readonly targetChecks: TargetChecks;
  readonly fileReadJobs: FileReadJobs;
  /** Changes the draft and schedules its preview. Does nothing if the draft is the same. */
  readonly changeDraft: (draft: Draft, change?: Partial<ComposeData>) => void;
  /** Resolves sources with the next preview, again if they failed before. */
  readonly resolveSources: (ids: readonly string[]) => void;
  /** Resolves sources and checks targets without a state, after they were added or restored. */
  readonly requestMissingStates: () => void;
}
