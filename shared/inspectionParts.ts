import { type EvidenceRecord, joinEvidence } from "./evidenceRecords.ts";
import type { Inspection } from "./inspection.ts";
import { fromJson, type Json } from "./ipc/json.ts";

/** A part of an inspection that comes ahead of it: the window would stand still while it takes a message of megabytes. */
export type InspectionPart =
  /** The next piece of the exact text, or of a predicate that is not decoded. */
  | { readonly kind: "text"; readonly of: "bytes" | "predicate"; readonly text: string }
  /** The next rows of the long list in a predicate. */
  | { readonly kind: "records"; readonly records: Json<readonly EvidenceRecord[]> };

/** Collects the parts of one inspection, in their order. */
export class InspectionParts {
  readonly #records: EvidenceRecord[] = [];
  readonly #texts = { bytes: "", predicate: "" };

  add(part: InspectionPart): void {
    if (part.kind === "text") {
      this.#texts[part.of] += part.text;
    } else {
      fromJson(part.records).forEach((record) => this.#records.push(record));
    }
  }

  get #hasEvidence(): boolean {
    return this.#records.length > 0 || this.#texts.predicate !== "";
  }

  /** Returns the inspection with its parts. */
  complete(inspection: Inspection): Inspection {
    const { content } = inspection;
    const { bytes, predicate } = this.#texts;
    return {
      ...inspection,
      ...(bytes === "" ? {} : { text: bytes }),
      ...(content.kind === "blob" && content.evidence !== undefined && this.#hasEvidence
        ? {
            content: {
              ...content,
              evidence: joinEvidence({
                view: content.evidence,
                records: this.#records,
                text: predicate,
              }),
            },
          }
        : {}),
    };
  }
}
