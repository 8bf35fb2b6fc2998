import type { Deletion } from "../../../shared/deletion.ts";
import {
  type JournalRecord,
  journalRecordSchema,
  type PreviousRecord,
  type RelatedRecord,
} from "../../../shared/journal.ts";
import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { verifyBytes } from "../oci/digest.ts";
import type { Content } from "../oci/content.ts";
import { EntrySummary } from "./entrySummary.ts";
import { corruptEntry } from "./journalError.ts";
import { readLines } from "./journalLines.ts";
import { outlinePlan, plannedRecordStart } from "./planRecords.ts";

/** An entry without its plan and the previous content of its tags. */
interface EntryOutline {
  readonly summary: EntrySummary;
  /** The size of the complete records in bytes. An incomplete record may follow. */
  readonly end: number;
}

export interface StoredEntry extends EntryOutline {
  readonly plan: Plan | Deletion;
  /** The content of the tags before the push, by their full names. Verified against the digests. */
  readonly previous: ReadonlyMap<string, Content>;
  /** Of a deletion: manifests that the registry may have deleted too, by digest. Verified as well. */
  readonly related: ReadonlyMap<string, Content>;
}

/**
 * Reads what a list shows of an entry. The plan is skipped.
 *
 * @param id the id that the file name contains
 * @returns undefined if writing stopped before the push began
 * @throws EngineError `disk` if a record before the last one is damaged
 */
export async function readEntryOutline(
  file: string,
  id: string,
): Promise<EntryOutline | undefined> {
  const records = await readRecords(file, id, "outline");
  return records && { summary: records.summary, end: records.end };
}

/**
 * Reads a whole entry.
 *
 * @param id the id that the file name contains
 * @returns undefined if writing stopped before the push began
 * @throws EngineError `disk` if a record before the last one is damaged, or content does not match its digest
 */
export async function readEntry(file: string, id: string): Promise<StoredEntry | undefined> {
  const records = await readRecords(file, id, "all");
  if (!records) {
    return undefined;
  }
  const { summary, plan, previous, related, end } = records;
  if (!plan || JSON.stringify(outlinePlan(plan)) !== JSON.stringify(summary.outline)) {
    throw corruptEntry("line 1 describes another plan");
  }
  return { summary, plan, previous, related, end };
}

interface EntryRecords extends EntryOutline, Pick<StoredEntry, "previous" | "related"> {
  readonly plan: Plan | Deletion | undefined;
}

async function readRecords(
  file: string,
  id: string,
  extent: "outline" | "all",
): Promise<EntryRecords | undefined> {
  let summary: EntrySummary | undefined;
  let plan: Plan | Deletion | undefined;
  const previous = new Map<string, Content>();
  const related = new Map<string, Content>();
  const contents = new ContentReader();
  let end = 0;
  let number = 0;
  let isDamaged = false;
  for await (const { json, end: lineEnd } of readLines(file)) {
    if (!json) {
      isDamaged = true;
      continue;
    }
    number += 1;
    // Only the last record can be incomplete.
    if (isDamaged) {
      throw corruptEntry(`line ${number} is damaged`);
    }
    end = lineEnd;
    if (number === 2 && extent === "outline") {
      if (!json.toString("latin1", 0, plannedRecordStart.length).startsWith(plannedRecordStart)) {
        throw corruptEntry("line 2 is not a plan");
      }
      continue;
    }
    const record = parseRecord(json, number);
    if (!isInPlace(record, number)) {
      throw corruptEntry(`line ${number} is out of place`);
    }
    if (record.type === "begun") {
      if (record.id !== id) {
        throw corruptEntry("the file name has another id");
      }
      summary = new EntrySummary(record);
    } else if (record.type === "planned") {
      plan = record.plan;
    } else {
      summary?.add(record);
      if (extent === "outline") {
        continue;
      }
      if (record.type === "held") {
        const content = contents.read(record, number);
        // The content before the first move of a tag is the one to restore.
        if (!previous.has(record.name)) {
          const { entry } = record;
          previous.set(record.name, { ...content, ...(entry === undefined ? {} : { entry }) });
        }
      } else if (record.type === "related") {
        related.set(record.digest, contents.read(record, number));
      }
    }
  }
  return summary && number >= 2 ? { summary, plan, previous, related, end } : undefined;
}

function parseRecord(json: Buffer, number: number): JournalRecord {
  try {
    return journalRecordSchema.parse(JSON.parse(json.toString("utf8")));
  } catch {
    throw corruptEntry(`line ${number} is not a record of this version`);
  }
}

/** Whether a record may be in a line. @param number of the line, from 1 */
function isInPlace({ type }: JournalRecord, number: number): boolean {
  if (number === 1) {
    return type === "begun";
  }
  if (number === 2) {
    return type === "planned";
  }
  return type !== "begun" && type !== "planned";
}

/** Reads the content of records, whose bytes stand in the first record of their digest. */
class ContentReader {
  /** By digest. */
  readonly #bytes = new Map<string, Uint8Array>();

  /** @throws EngineError `disk` if the bytes are missing or do not match their digest */
  read(
    { mediaType, digest, size, data }: PreviousRecord | RelatedRecord,
    number: number,
  ): Omit<Content, "entry"> {
    const bytes = data === undefined ? this.#bytes.get(digest) : Buffer.from(data, "base64");
    if (bytes === undefined) {
      throw corruptEntry(`line ${number}: no earlier line has the bytes of ${digest}`);
    }
    try {
      verifyBytes(bytes, digest, size);
    } catch (error) {
      const reason = error instanceof EngineError ? error.message : String(error);
      throw corruptEntry(`line ${number}: ${reason}`);
    }
    this.#bytes.set(digest, bytes);
    return { mediaType, digest, bytes };
  }
}
