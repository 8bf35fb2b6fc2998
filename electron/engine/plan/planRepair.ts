import type { Plan } from "../../../shared/plan.ts";
import type { EngineContext } from "../context.ts";
import { EngineError } from "../errors.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatLocation, parseTypedLocation } from "../oci/location.ts";
import { toTagOrDigest } from "../stores/openStores.ts";
import type { PlanProgress } from "./planProgress.ts";
import { preparePlan } from "./preparePlan.ts";
import { repairSource } from "./pushSource.ts";

/** Content with missing parts, and the places that have them together. */
export interface RepairRequest {
  /** The index or image, by its tag or its digest. */
  readonly text: string;
  /** Repositories, layouts or archives; a tag or digest in them is ignored. */
  readonly from: readonly string[];
}

interface RepairOptions {
  readonly context: Pick<EngineContext, "stores" | "referrers">;
  readonly progress?: PlanProgress | undefined;
}

/**
 * Plans to copy what is missing below an index or image from other places, each part from the first that has it. All
 * digests stay: a tag keeps pointing to the same content.
 * @throws EngineError `not_found` if all places lack some of it, too
 */
export async function planRepair(
  { text, from }: RepairRequest,
  { context, progress }: RepairOptions,
  signal: AbortSignal,
): Promise<Plan> {
  const { stores } = context;
  const location = parseTypedLocation(text);
  const store = stores.open(location);
  const donors = from.map((place) => stores.open(parseTypedLocation(place)));
  if (donors.includes(store)) {
    throw new EngineError("input_invalid", `${store.repository} is the repository to repair.`, {
      hint: "Name another repository, layout or archive that has the missing content.",
    });
  }
  const { content } = detectManifest(
    await store.fetchManifest(toTagOrDigest(location), signal),
    `manifest ${formatLocation(location)}`,
  );
  const source = repairSource(content, store, donors);
  const targets = [{ location, noClobber: false }];
  return await preparePlan({ source, targets, progress }, context, signal);
}
