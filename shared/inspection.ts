import type { Annotations, Descriptor } from "./oci/descriptor.ts";
import type { EntryRow } from "./preview.ts";
import type { Failure } from "./errors.ts";

/** What a person asks of an image's config. */
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
  /** The config's exact text. */
  readonly text: string;
}

/** A layer, with the build step that made it where the config's history says so. */
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
      /** What the config says; null where it could not be read. */
      readonly configView: ConfigView | null;
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
  /** A config, a layer, a statement: content that is no manifest, and so cannot be tagged. */
  | { readonly kind: "blob"; readonly reason: string }
  /** Shown as raw bytes: a schema 1 manifest, or one that cannot be read. */
  | { readonly kind: "opaque"; readonly reason: string };

/** Everything that the Inspect page shows of one manifest or index. */
export interface Inspection {
  /** The whole reference as asked for. */
  readonly name: string;
  /** The repository or layout, to which `@DIGEST` can be added to follow a digest. */
  readonly repository: string;
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** The exact text of the bytes. */
  readonly text: string;
  readonly content: InspectedContent;
}
