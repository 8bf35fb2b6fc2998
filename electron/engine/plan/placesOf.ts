import type { Deletion } from "../../../shared/deletion.ts";
import type { Plan } from "../../../shared/plan.ts";

/**
 * Lists the places that had the content of a push: those that it copied from, and those that it pushed to.
 * @returns repositories, layouts and archives, each once
 */
export function placesOf(plan: Plan | Deletion): readonly string[] {
  if (plan.kind === "delete") {
    return [];
  }
  const places = plan.repositories.flatMap(({ repository, blobs, manifests }) => [
    ...[...manifests, ...blobs].flatMap(({ action }) => ("from" in action ? [action.from] : [])),
    repository,
  ]);
  return [...new Set(places)];
}
