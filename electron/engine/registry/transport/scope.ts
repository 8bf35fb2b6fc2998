/** A right in a repository that a request needs. */
export interface Scope {
  /** The repository's path in its registry: `acme/app`. */
  readonly repository: string;
  readonly actions: readonly ("pull" | "push" | "delete")[];
}

/**
 * Scopes as a token server takes them: one a repository, actions merged, and those that push first, since some
 * servers read only the first (go-containerregistry `write.go`).
 */
export function formatScopes(scopes: readonly Scope[]): readonly string[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of scopes) {
    const merged = actions.get(scope.repository) ?? new Set();
    for (const action of scope.actions) merged.add(action);
    actions.set(scope.repository, merged);
  }
  return [...actions]
    .sort(([, a], [, b]) => Number(b.has("push")) - Number(a.has("push")))
    .map(
      ([repository, set]) =>
        `repository:${repository}:${["pull", "push", "delete"].filter((a) => set.has(a)).join(",")}`,
    );
}
