import type { Plan } from "./plan.ts";

/**
 * Returns the targets of a plan for a title: `ghcr.io/acme/app:1.4 and 2 more`. In a file of its own, so that the window
 * has it without zod, whose probe for `eval` violates the page's policy.
 */
export function nameTargets({ root, repositories }: Plan): string {
  const tags = repositories.flatMap((part) => part.tags);
  const rootTags = tags.filter(({ after }) => after === root.digest).map(({ name }) => name);
  const names = rootTags.length > 0 ? rootTags : repositories.map(({ repository }) => repository);
  const [first = ""] = names;
  return names.length > 1 ? `${first} and ${names.length - 1} more` : first;
}
