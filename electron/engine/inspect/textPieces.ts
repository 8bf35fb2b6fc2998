import type { InspectionPart } from "../../../shared/inspectionParts.ts";

/** UTF-16 units of a piece of text: the window takes it within a frame. */
export const maxPieceLength = 512 * 1024;

/** Divides a text into parts. */
export function* piecesOf(text: string, of: "bytes" | "predicate"): Generator<InspectionPart> {
  for (let at = 0; at < text.length; at += maxPieceLength) {
    yield { kind: "text", of, text: text.slice(at, at + maxPieceLength) };
  }
}
