import type { ComparedSide, SideInput } from "../../../shared/comparedSide.ts";
import type { Failure } from "../../../shared/errors.ts";
import type { TagPoint, TagTimeline } from "../../../shared/journal.ts";
import { readTypedReference } from "../../../shared/paste/readTypedReference.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { shortReference } from "../../image/shortReference.ts";
import { useCompose } from "../compose/composeStore.ts";

/** A field without text. */
export const emptySide: SideInput = { kind: "reference", text: "" };

export function isEmptySide(side: SideInput): boolean {
  return side.kind === "reference" && side.text.trim() === "";
}

/** What a side is, if it is no reference that was typed. */
export function describeSide(side: Exclude<SideInput, { kind: "reference" }>): string {
  return side.kind === "draft"
    ? "Result of the draft"
    : `${side.name}, earlier: ${shortDigest(side.digest)}`;
}

/** A short title of a side: `app:1.4`. */
export function sideTitle(side: SideInput): string {
  return side.kind === "reference" ? shortReference(side.text) : describeSide(side);
}

type RequestedSide =
  | { readonly kind: "side"; readonly side: ComparedSide }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The side that a field stands for: a pasted command becomes its reference. */
export function readField(input: SideInput): SideInput {
  return input.kind === "reference"
    ? { kind: "reference", text: readTypedReference(input.text) }
    : input;
}

/** What to request for a side: the draft becomes its latest preview. */
export function toSide(input: SideInput): RequestedSide {
  switch (input.kind) {
    case "journal":
    case "reference":
      return { kind: "side", side: input };
    case "draft": {
      const { preview } = useCompose.getState();
      return preview?.result.kind === "ready"
        ? { kind: "side", side: { kind: "preview", previewId: preview.id } }
        : { kind: "failed", failure: noResult };
    }
  }
}

const noResult: Failure = {
  code: "preview_gone",
  message: "The draft has no result to compare.",
  hint: "Add sources in Compose, and fix those that cannot be read.",
  retryable: true,
};

/** A point of a timeline as a side: with the bytes of the journal, where it has them. */
export function pointSide(
  { name, repository }: Pick<TagTimeline, "name" | "repository">,
  { digest, restore }: Pick<TagPoint, "restore"> & { readonly digest: string },
): SideInput {
  return restore === undefined
    ? { kind: "reference", text: `${repository}@${digest}` }
    : { kind: "journal", name, digest, ...restore };
}
