import type { ImageFilesState } from "./layerFiles.ts";
import type { Descriptor } from "./oci/descriptor.ts";
import type { InspectionPart } from "./inspectionParts.ts";
import type { EntryDetails, HealthProblem } from "./inspection.ts";
import type { Preview, SourceState } from "./preview.ts";
import type { Completion } from "./suggestions.ts";

/** The progress of one step of a push. */
export interface StepProgress {
  /** `contentStepId` for content; the whole reference for a tag. */
  readonly id: string;
  readonly state: "running" | "done";
  /** Bytes that the target has. */
  readonly bytes: number;
}

/** Returns the id of the step that writes a blob or manifest, as in progress events and in the journal. */
export function contentStepId(repository: string, digest: string): string {
  return `${repository} ${digest}`;
}

/** The progress of a job. Of a preview, `checking` follows `preview`. */
export type Progress =
  | {
      readonly kind: "working";
      readonly message: string;
      readonly done: number;
      readonly total: number;
    }
  /** The sources of a preview that resolved or failed since the last event, by their ids. */
  | { readonly kind: "sources"; readonly states: Readonly<Record<string, SourceState>> }
  /** What is known of a preview while sources are resolved or attestations are looked up. */
  | { readonly kind: "preview"; readonly preview: Preview }
  | {
      readonly kind: "checking";
      /** Images that were looked up. */
      readonly done: number;
      readonly total: number;
      /** Attestations found since the last event, as entries of the index. */
      readonly found: readonly Descriptor[];
    }
  /** The entries of an index that were read since the last event, by their positions in the request. */
  | { readonly kind: "entries"; readonly read: Readonly<Record<number, EntryDetails>> }
  /** A check of an index: `total` grows while manifests are read, `found` is new since the last event. */
  | {
      readonly kind: "health";
      readonly done: number;
      readonly total: number;
      readonly found: readonly HealthProblem[];
      /** The number of problems so far that no event names. */
      readonly moreProblems: number;
    }
  /** What is known of the files of an image while layers are read. */
  | { readonly kind: "files"; readonly files: ImageFilesState }
  /** What completes a reference while more is listed. */
  | { readonly kind: "completion"; readonly completion: Completion }
  /** A part of the result. The next one comes when the window has taken this one. */
  | { readonly kind: "part"; readonly part: InspectionPart }
  | {
      readonly kind: "pushing";
      readonly phase: "content" | "root" | "tags";
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** The steps that changed since the last event. */
      readonly steps: readonly StepProgress[];
    };

export interface JobProgress {
  readonly jobId: string;
  readonly progress: Progress;
}
