import type { Plan } from "../../../shared/plan.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatLocation, parseTypedLocation } from "../oci/location.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import type { PlanProgress } from "./planProgress.ts";
import { preparePlan } from "./preparePlan.ts";
import { repairSource } from "./pushSource.ts";

/** Content with missing parts, and a place that has them. */
export interface RepairRequest {
  /** The index or image, by its tag or its digest. */
  readonly text: string;
  /** A repository, layout or archive; a tag or digest in it is ignored. */
  readonly from: string;
}

interface RepairOptions {
  readonly context: Pick<EngineContext, "stores" | "referrers">;
  readonly progress?: PlanProgress | undefined;
}

/**
 * Plans to copy what is missing below an index or image from another place that has it. All digests stay: a tag keeps
 * pointing to the same content.
 * @throws EngineError `not_found` if the place lacks some of it, too
 */
export async function planRepair(
  { text, from }: RepairRequest,
  { context, progress }: RepairOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const { stores } = context;
  const location = parseTypedLocation(text);
  const store = stores.open(location);
  const donor = stores.open(parseTypedLocation(from));
  if (donor === store) {
    throw new EngineError("input_invalid", `${store.repository} is the repository to repair.`, {
      hint: "Name another repository, layout or archive that has the missing content.",
    });
  }
  const { content } = detectManifest(
    await store.fetchManifest(toTagOrDigest(location), signal),
    `manifest ${formatLocation(location)}`,
  );
  const source = repairSource(content, store, donor);
  const targets = [{ location, noClobber: false }];
  return await preparePlan({ source, targets, progress }, context, signal);
}
