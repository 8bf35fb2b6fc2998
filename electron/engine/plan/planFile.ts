import { z } from "zod";
import { type Plan, savedPlanSchema } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { diskError } from "../disk/diskError.ts";
import { readCappedFile } from "../disk/readCappedFile.ts";

/** Bytes of the largest plan file that is read: about a hundred thousand blobs. */
const maxFileBytes = 64 * 1024 * 1024;

/** Formats a plan as a file: indented and in a fixed field order, so that a line diff of two files is useful. */
export function formatPlanFile(plan: Plan): Uint8Array {
  // Differences, drops and contents are computed each time the plan is opened.
  const { version, id, kind, madeAt, root, created, command } = plan;
  const repositories = withoutEntries(plan);
  const saved = { version, id, kind, madeAt, root, created, repositories, command };
  return new TextEncoder().encode(`${JSON.stringify(saved, null, 2)}\n`);
}

/**
 * Reads a plan from a file. Only its form is checked: call `reopenPlan` before using it.
 * @throws EngineError `input_invalid`, `too_large`, `disk`
 */
export async function readPlanFile(file: string, signal: AbortSignal): Promise<Plan> {
  const text = await readText(file, signal);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalidPlan(file, cause instanceof Error ? cause.message : String(cause));
  }
  const parsed = savedPlanSchema.safeParse(value);
  if (parsed.success) {
    return { ...parsed.data, repositories: withoutEntries(parsed.data) };
  }
  throw invalidPlan(file, z.prettifyError(parsed.error));
}

/**
 * Removes the index entries of layouts. An entry can set names that the review does not show, so only the journal's are
 * trusted.
 */
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
    return (await readCappedFile(file, maxFileBytes, signal)).toString("utf8");
  } catch (error) {
    throw diskError(error, `read ${file}`);
  }
}

function invalidPlan(file: string, detail: string): EngineError {
  return new EngineError("input_invalid", `${file} is not a saved plan.`, {
    hint: "Open a file that was saved with Save Plan.",
    detail: detail.slice(0, 2000),
  });
}
