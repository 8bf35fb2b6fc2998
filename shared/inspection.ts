import type { Annotations, Descriptor } from "./oci/descriptor.ts";
import type { Failure } from "./errors.ts";
import type { EvidenceView } from "./evidence.ts";
import type { EntryRow } from "./preview.ts";

/** The displayed fields of an image's config. */
export interface ConfigView {
  readonly platform: string;
  readonly created?: string;
  readonly author?: string;
  readonly user?: string;
  readonly workingDir?: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Annotations;
  readonly stopSignal?: string;
  /** The exact text of the config. */
  readonly text: string;
}

/** A layer, with the build step that created it if the config's history names it. */
export interface LayerRow {
  readonly descriptor: Descriptor;
  readonly createdBy?: string;
}

export type InspectedContent =
  | {
      readonly kind: "index";
      readonly artifactType?: string;
      readonly subject?: Descriptor;
      readonly annotations: Annotations;
      readonly rows: readonly EntryRow[];
    }
  | {
      readonly kind: "image";
      readonly config: Descriptor;
      /** Undefined if the config could not be read. */
      readonly configView: ConfigView | undefined;
      /** Why the config could not be read. */
      readonly configFailure?: Failure;
      readonly layers: readonly LayerRow[];
      readonly subject?: Descriptor;
      readonly annotations: Annotations;
    }
  | {
      readonly kind: "artifact";
      readonly artifactType?: string;
      readonly config?: Descriptor;
      readonly layers: readonly LayerRow[];
      readonly subject?: Descriptor;
      readonly annotations: Annotations;
    }
  /** A config, layer or statement: not a manifest, so it cannot be tagged. */
  | {
      readonly kind: "blob";
      readonly reason: string;
      /** Set if it is a statement or a signature. */
      readonly evidence?: EvidenceView;
    }
  /** Shown as raw bytes: a schema 1 manifest, or one that cannot be read. */
  | { readonly kind: "opaque"; readonly reason: string };

/** What Inspect shows of a manifest, index or blob. */
export interface Inspection {
  /** The full reference. */
  readonly name: string;
  /** The repository or layout; `@DIGEST` is appended to it to follow a digest. */
  readonly repository: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** The exact text of the bytes. */
  readonly text: string;
  readonly content: InspectedContent;
}
