import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { verifyBytes } from "../oci/digest.ts";
import type { Content } from "../oci/content.ts";
import { corruptEntry } from "./journalError.ts";
import { readLines } from "./journalLines.ts";
import { type JournalRecord, outlinePlan, plannedStart, recordSchema } from "./planRecords.ts";
import { EntrySummary } from "./entrySummary.ts";

/** What a list needs of an entry. */
interface EntryOutline {
  readonly summary: EntrySummary;
  /** Where what is whole ends, in bytes: what comes after it was interrupted. */
  readonly end: number;
}

/** An entry with all that it keeps. */
export interface StoredEntry extends EntryOutline {
  readonly plan: Plan;
  /** What the tags held before, by their names; the bytes have proven to be of their digests. */
  readonly previous: ReadonlyMap<string, Content>;
}

/**
 * Read of an entry what a list needs; its plan is passed over.
 * @returns undefined where it was interrupted before it had begun: nothing was pushed
 * @throws EngineError `disk` where something in the middle is damaged
 */
export async function readEntryOutline(
  file: string,
  id: string,
): Promise<EntryOutline | undefined> {
  const found = await readRecords(file, id, false);
  return found && { summary: found.summary, end: found.end };
}

/**
 * Read an entry whole.
 * @returns undefined where it was interrupted before it had begun
 * @throws EngineError `disk` where something is damaged
 */
export async function readEntry(file: string, id: string): Promise<StoredEntry | undefined> {
  const found = await readRecords(file, id, true);
  if (!found) return undefined;
  const { summary, plan, previous, end } = found;
  if (!plan || JSON.stringify(outlinePlan(plan)) !== JSON.stringify(summary.outline))
    throw corruptEntry("its beginning tells of another plan");
  return { summary, plan, previous, end };
}

interface FoundEntry extends EntryOutline {
  readonly plan: Plan | undefined;
  readonly previous: ReadonlyMap<string, Content>;
}

async function readRecords(
  file: string,
  id: string,
  isWhole: boolean,
): Promise<FoundEntry | undefined> {
  let summary: EntrySummary | undefined;
  let plan: Plan | undefined;
  const previous = new Map<string, Content>();
  let end = 0;
  let number = 0;
  let isDamaged = false;
  for await (const { json, end: lineEnd } of readLines(file)) {
    if (!json) {
      isDamaged = true;
      continue;
    }
    number += 1;
    // Only what was written last can have been interrupted.
    if (isDamaged) throw corruptEntry(`line ${number} is damaged`);
    end = lineEnd;
    if (number === 2 && !isWhole) {
      if (!json.toString("latin1", 0, plannedStart.length).startsWith(plannedStart))
        throw corruptEntry("line 2 is no plan");
      continue;
    }
    const record = parseRecord(json, number);
    const isInPlace =
      number <= 2
        ? record.type === (number === 1 ? "begun" : "planned")
        : record.type !== "begun" && record.type !== "planned";
    if (!isInPlace) throw corruptEntry(`line ${number} is out of place`);
    if (record.type === "begun") {
      if (record.id !== id) throw corruptEntry("it is named as another entry");
      summary = new EntrySummary(record);
    } else if (record.type === "planned") {
      plan = record.plan;
    } else {
      summary?.add(record);
      // What it held before the first move is what counts.
      if (isWhole && record.type === "held" && !previous.has(record.name))
        previous.set(record.name, previousContent(record, number));
    }
  }
  return summary && number >= 2 ? { summary, plan, previous, end } : undefined;
}

function parseRecord(json: Buffer, number: number): JournalRecord {
  try {
    return recordSchema.parse(JSON.parse(json.toString("utf8")));
  } catch {
    throw corruptEntry(`line ${number} is nothing that this version writes`);
  }
}

function previousContent(
  { mediaType, digest, size, data, entry }: Extract<JournalRecord, { type: "held" }>,
  number: number,
): Content {
  const bytes = Buffer.from(data, "base64");
  try {
    verifyBytes(bytes, digest, size);
  } catch (error) {
    const why = error instanceof EngineError ? error.message : String(error);
    throw corruptEntry(`line ${number}: ${why}`);
  }
  return { mediaType, digest, bytes, ...(entry === undefined ? {} : { entry }) };
}
