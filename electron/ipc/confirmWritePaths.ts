import type { Plan } from "../../shared/plan.ts";
import { confirmInDialog } from "../app/confirmDialog.ts";
import { EngineError } from "../engine/errors.ts";
import { parseRepository } from "../engine/oci/location.ts";
import type { ApprovedPaths } from "../storage/approvedPaths.ts";

/**
 * Ask the person, once a place, before a plan creates anything on this computer where nothing was chosen or
 * confirmed before: the page alone cannot write files.
 * @throws EngineError `cancelled`
 */
export async function confirmWritePaths(plan: Plan, approvedPaths: ApprovedPaths): Promise<void> {
  const unknown: string[] = [];
  for (const { repository } of plan.repositories) {
    const location = parseRepository(repository);
    if (location.kind !== "registry" && !(await approvedPaths.has(location.path))) {
      unknown.push(location.path);
    }
  }
  if (unknown.length === 0) return;
  const agreed = await confirmInDialog({
    message:
      unknown.length === 1 ? "Write images here?" : `Write images to ${unknown.length} places?`,
    // JSON has no line breaks, so that a path cannot look like two.
    detail: `${unknown.map((place) => JSON.stringify(place)).join("\n")}\n\nManifestry has not written there before.`,
    action: "Write",
  });
  if (!agreed) {
    throw new EngineError("cancelled", "Nothing was written: the place was not confirmed.");
  }
  await approvedPaths.add(unknown);
}
