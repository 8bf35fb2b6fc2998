import type { Failure } from "../../../shared/errors.ts";
import type { Inspection } from "../../../shared/inspection.ts";
import type { RepositoryPage } from "../tags/pageOf.ts";
import { certificateKey } from "../../../shared/oci/cosignPayload.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";

/** Content that can be opened. */
export interface Place {
  /** A reference as typed, or a repository with a digest. */
  readonly text: string;
  /** The descriptor of a blob; absent for a manifest. */
  readonly blob?: Descriptor | undefined;
  /** The digest of the image that it was opened from as evidence. */
  readonly attests?: string | undefined;
}

/** A step of the way to content. */
export interface Crumb extends Place {
  /** What it is: the reference, `linux/amd64`, `layer`. Outside text. */
  readonly label: string;
}

/** The way to content: the reference that was opened, then each step below it; the last one is the content. */
export type Trail = readonly [Crumb, ...Crumb[]];

/** Content that was opened, once it is read. */
export type Visit = { readonly trail: Trail } & (
  | {
      /** Not read yet: restored from the last start, or opened in a tab that was not shown. */
      readonly kind: "closed";
    }
  | { readonly kind: "opening"; readonly message: string | undefined }
  | { readonly kind: "open"; readonly inspection: Inspection }
  | { readonly kind: "failed"; readonly error: Failure }
  /** The tags of a repository, or the repositories of a registry. */
  | { readonly kind: "page"; readonly page: RepositoryPage }
);

/** A section of the details by the kind of content. */
export type Sections = Readonly<Record<string, string>>;

/** One of the opened images, with its visits as in a browser's history. */
export interface InspectTab {
  readonly id: string;
  /** Oldest first. */
  readonly visits: readonly Visit[];
  /** The position of the current visit. */
  readonly at: number;
  /** The sections of the details that were chosen, by the reference that was opened and the kind of content. */
  readonly sections: Readonly<Record<string, Sections>>;
}

/** What a visit shows. */
export function placeOf({ trail }: Pick<Visit, "trail">): Crumb {
  return trail.at(-1) ?? trail[0];
}

/** Whether two places are the same content. Signatures with the same payload differ in their certificates. */
export function isSamePlace(one: Place, other: Place): boolean {
  return (
    one.text === other.text &&
    one.blob?.digest === other.blob?.digest &&
    one.blob?.annotations?.[certificateKey] === other.blob?.annotations?.[certificateKey]
  );
}

/** Whether two visits show the same content, reached the same way. */
export function isSameVisit(one: Visit, other: Visit): boolean {
  return (
    (one.kind === "page") === (other.kind === "page") &&
    one.trail.length === other.trail.length &&
    one.trail.every((crumb, at) => isSamePlace(crumb, other.trail[at] ?? { text: "" }))
  );
}

/** Extends a trail by a step. A step that is already part of it ends it there. */
export function extendTrail(trail: Trail, step: Crumb): Trail {
  const at = trail.findIndex((crumb) => isSamePlace(crumb, step));
  return at < 0 ? [...trail, step] : [trail[0], ...trail.slice(1, at + 1)];
}
