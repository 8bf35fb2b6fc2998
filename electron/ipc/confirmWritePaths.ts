import type { Plan } from "../../shared/plan.ts";
import { confirmInDialog } from "../app/confirmDialog.ts";
import { EngineError } from "../engine/errors.ts";
import { parseRepository } from "../engine/oci/location.ts";
import type { ApprovedPaths } from "../storage/approvedPaths.ts";

/**
 * Asks the user before a plan writes to a path on this computer that was not chosen in a dialog or approved before. The
 * page alone cannot write files.
 * @throws EngineError `cancelled` if the user declines
 */
export async function confirmWritePaths(plan: Plan, approvedPaths: ApprovedPaths): Promise<void> {
  const unapproved: string[] = [];
  for (const { repository } of plan.repositories) {
    const location = parseRepository(repository);
    if (location.kind !== "registry" && !(await approvedPaths.has(location.path))) {
      unapproved.push(location.path);
    }
  }
  if (unapproved.length === 0) {
    return;
  }
  const agreed = await confirmInDialog({
    message:
      unapproved.length === 1
        ? "Write images here?"
        : `Write images to ${unapproved.length} paths?`,
    // JSON escapes line breaks, so one path cannot look like two.
    detail: `${unapproved.map((path) => JSON.stringify(path)).join("\n")}\n\nManifestry has not written there before.`,
    action: "Write",
  });
  if (!agreed) {
    throw new EngineError("cancelled", "Nothing was written: the path was not confirmed.");
  }
  await approvedPaths.add(unapproved);
}
