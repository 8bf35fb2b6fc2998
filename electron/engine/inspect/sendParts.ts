import type { Inspection } from "../../../shared/inspection.ts";
import type { InspectionPart } from "../../../shared/inspectionParts.ts";
import { maxPieceLength, piecesOf } from "./textPieces.ts";

/** Sends a part of an inspection ahead of it. @returns once the next one may be sent */
export type SendPart = (part: InspectionPart) => Promise<void> | void;

/** Sends the text of an inspection if it is long. @returns the inspection, then without it */
export async function sendText(inspection: Inspection, send: SendPart): Promise<Inspection> {
  if (inspection.text.length <= maxPieceLength) {
    return inspection;
  }
  for (const part of piecesOf(inspection.text, "bytes")) {
    await send(part);
  }
  return { ...inspection, text: "" };
}
