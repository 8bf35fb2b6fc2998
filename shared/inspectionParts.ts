import { type EvidencePage, joinEvidence, ListCollector } from "./evidenceRecords.ts";
import type { Inspection } from "./inspection.ts";
import { fromJson } from "./ipc/json.ts";

/** A part of an inspection that comes ahead of it: the window would stand still while it takes a message of megabytes. */
export type InspectionPart =
  /** The next piece of the exact text, or of a predicate that is not decoded. */
  | { readonly kind: "text"; readonly of: "bytes" | "predicate"; readonly text: string }
  | ({ readonly kind: "records" } & EvidencePage);

/** Collects the parts of one inspection, in their order. */
export class InspectionParts {
  readonly #collected = new ListCollector();
  readonly #texts = { bytes: "", predicate: "" };

  add(part: InspectionPart): void {
    if (part.kind === "text") {
      this.#texts[part.of] += part.text;
    } else {
      this.#collected.add(part.list, fromJson(part.records));
    }
  }

  /** Returns the inspection with its parts. */
  complete(inspection: Inspection): Inspection {
    const { content } = inspection;
    const { bytes, predicate: text } = this.#texts;
    const { lists } = this.#collected;
    const hasEvidence = Object.keys(lists).length > 0 || text !== "";
    return {
      ...inspection,
      ...(bytes === "" ? {} : { text: bytes }),
      ...(content.kind === "blob" && content.evidence !== undefined && hasEvidence
        ? {
            content: {
              ...content,
              evidence: joinEvidence({ view: content.evidence, lists, text }),
            },
          }
        : {}),
    };
  }
}
