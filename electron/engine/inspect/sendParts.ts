import type { Inspection } from "../../../shared/inspection.ts";
import type { InspectionPart } from "../../../shared/inspectionParts.ts";
import type { DecodedEvidence } from "./evidence/decodeEvidence.ts";

/** Sends a part of an inspection ahead of it. @returns once the next one may be sent */
export type SendPart = (part: InspectionPart) => Promise<void> | void;

/** UTF-16 units of a piece of text: the window takes it within a frame. */
const maxPieceLength = 512 * 1024;

/** Sends the records of decoded evidence, and the text of a predicate that is not decoded. */
export async function sendDecoded(
  { pages, text }: Pick<DecodedEvidence, "pages" | "text">,
  send: SendPart,
): Promise<void> {
  for (const records of pages) {
    await send({ kind: "records", records });
  }
  await sendPieces(text, "predicate", send);
}

/** Sends the text of an inspection if it is long. @returns the inspection, then without it */
export async function sendText(inspection: Inspection, send: SendPart): Promise<Inspection> {
  if (inspection.text.length <= maxPieceLength) {
    return inspection;
  }
  await sendPieces(inspection.text, "bytes", send);
  return { ...inspection, text: "" };
}

async function sendPieces(text: string, of: "bytes" | "predicate", send: SendPart): Promise<void> {
  for (let at = 0; at < text.length; at += maxPieceLength) {
    await send({ kind: "text", of, text: text.slice(at, at + maxPieceLength) });
  }
}
