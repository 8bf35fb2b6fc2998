/** The actions that a request performs in a repository. */
export interface Scope {
  /** The repository's path in its registry: `acme/app`. */
  readonly repository: string;
  readonly actions: readonly Action[];
}

type Action = "pull" | "push" | "delete" | "*";

const order: readonly Action[] = ["pull", "push", "delete", "*"];

/**
 * Formats scopes for a token server: one per repository with its actions merged, those that push first, since some
 * servers read only the first (go-containerregistry `write.go`).
 */
export function formatScopes(scopes: readonly Scope[]): readonly string[] {
  const merged = new Map<string, Set<Action>>();
  for (const { repository, actions } of scopes) {
    merged.set(repository, new Set([...(merged.get(repository) ?? []), ...actions]));
  }
  return [...merged]
    .toSorted(([, a], [, b]) => Number(b.has("push")) - Number(a.has("push")))
    .map(
      ([repository, actions]) =>
        `repository:${repository}:${order.filter((action) => actions.has(action)).join(",")}`,
    );
}

/**
 * Adds the actions that a challenge names for the same repositories. Scopes for other repositories are ignored: the
 * registry could use a token for them.
 *
 * @param challenged the challenge's `scope`: `repository:a/b:pull repository:a/b:push`
 */
export function widenScopes(
  scopes: readonly Scope[],
  challenged: string | undefined,
): readonly Scope[] {
  const wider = (challenged ?? "").split(" ").flatMap((text): Scope[] => {
    const [, repository, list] = /^repository:(.+):([a-z*,]+)$/.exec(text) ?? [];
    if (repository === undefined || !scopes.some((scope) => scope.repository === repository)) {
      return [];
    }
    const actions = order.filter((action) => list?.split(",").includes(action));
    return [{ repository, actions }];
  });
  return [...scopes, ...wider];
}
