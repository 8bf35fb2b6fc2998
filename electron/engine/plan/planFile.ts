import { z } from "zod";
import { type Plan, savedPlanSchema } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { diskError } from "../disk/diskError.ts";
import { readCappedFile } from "../disk/readCappedFile.ts";

/** Bytes of the largest plan that is read: some hundred thousand blobs. */
const largest = 64 * 1024 * 1024;

/** A plan as a file: indented, in the order of its fields, so that two can be compared line by line. */
export function formatPlanFile(plan: Plan): Uint8Array {
  // Differences and drops are between then and now: they are found anew whenever the plan is opened.
  const { version, id, kind, madeAt, root, command } = plan;
  const repositories = withoutEntries(plan);
  const saved = { version, id, kind, madeAt, root, repositories, command };
  return new TextEncoder().encode(`${JSON.stringify(saved, null, 2)}\n`);
}

/**
 * Read a plan from a file. It is only data until it has been checked against how things are.
 * @throws EngineError `input_invalid`, `too_large`, `disk`
 */
export async function readPlanFile(file: string, signal: AbortSignal): Promise<Plan> {
  const text = await readText(file, signal);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw noPlan(file, cause instanceof Error ? cause.message : String(cause));
  }
  const parsed = savedPlanSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, repositories: withoutEntries(parsed.data) };
  throw noPlan(file, z.prettifyError(parsed.error));
}

/** A review shows a tag, and nothing of the other names that an entry may bring: only the journal's are trusted. */
function withoutEntries({ repositories }: Plan): Plan["repositories"] {
  return repositories.map((part) => ({
    ...part,
    tags: part.tags.map(({ name, tag, before, after, noClobber }) => ({
      name,
      tag,
      before,
      after,
      noClobber,
    })),
  }));
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  try {
    return (await readCappedFile(file, largest, signal)).toString("utf8");
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
}

function noPlan(file: string, detail: string): EngineError {
  return new EngineError("input_invalid", `${file} is not a saved plan.`, {
    hint: "Open a file that was saved with Save Plan in a review.",
    detail: detail.slice(0, 2000),
  });
}
