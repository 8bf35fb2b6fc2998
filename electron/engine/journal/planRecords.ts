import { z } from "zod";
import type { Deletion } from "../../../shared/deletion.ts";
import {
  type BegunRecord,
  type JournalOrigin,
  type JournalRecord,
  plannedRecordSchema,
} from "../../../shared/journal.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { PlanOrigin } from "../plan/planCache.ts";
import { entryTooLarge } from "./journalError.ts";

/** The JSON with which a line begins that holds a plan. */
export const plannedRecordStart = '{"type":"planned",';

/** What the first record says of an attempt besides its plan. */
interface AttemptStart extends PlanOrigin {
  readonly id: string;
  /** In RFC 3339. */
  readonly at: string;
  readonly origin?: JournalOrigin | undefined;
}

/**
 * Returns the two records with which the file of an attempt begins.
 *
 * @throws EngineError `too_large` if the records could not be read again
 */
export function planRecords(
  plan: Plan | Deletion,
  { id, at, origin, continues, isFromFile }: AttemptStart,
): readonly [BegunRecord, JournalRecord] {
  const planned = { type: "planned", plan: withoutFindings(plan) } as const;
  const parsed = plannedRecordSchema.safeParse(planned);
  if (!parsed.success) {
    throw entryTooLarge(plan.kind, z.prettifyError(parsed.error));
  }
  return [
    {
      type: "begun",
      version: 1,
      id,
      at,
      steps: countSteps(plan),
      outline: outlinePlan(plan),
      ...(origin === undefined ? {} : { origin }),
      ...(continues === undefined ? {} : { continues }),
      planFrom: isFromFile ? "file" : "app",
    },
    planned,
  ];
}

/** Returns a plan without blobs, manifests and bytes: what it pushes, and the tags that it moves. */
export function outlinePlan(plan: Plan | Deletion): Plan | Deletion {
  if (plan.kind === "delete") {
    return withoutFindings(plan);
  }
  const { created: _, ...outlined } = withoutFindings(plan);
  return {
    ...outlined,
    root: { ...plan.root, data: "" },
    repositories: plan.repositories.map((part) => ({ ...part, blobs: [], manifests: [] })),
  };
}

/** Removes what is computed anew whenever a plan is opened, and what was found for a review. */
function withoutFindings<P extends Plan | Deletion>(plan: P): P;
function withoutFindings(plan: Plan | Deletion): Plan | Deletion {
  if (plan.kind === "delete") {
    const { version, id, kind, madeAt, repository, by, tags } = plan;
    return { version, id, kind, madeAt, repository, by, tags };
  }
  const { differences: _, drops: __, brokenRules: ___, contents: ____, ...kept } = plan;
  return kept;
}

function countSteps(plan: Plan | Deletion): number {
  return plan.kind === "delete" ? 0 : countContent(plan);
}

function countContent({ repositories }: Plan): number {
  return repositories
    .flatMap(({ blobs, manifests }) => [...blobs, ...manifests])
    .filter(({ action: { kind } }) => kind !== "exists" && kind !== "skip").length;
}
