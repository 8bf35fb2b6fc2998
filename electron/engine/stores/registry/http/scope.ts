/** The actions that a request performs in a repository, or on the catalog. */
export interface Scope {
  /** The repository's path in its registry: `acme/app`; of the catalog its name. */
  readonly repository: string;
  readonly actions: readonly Action[];
  /** Set for the catalog, which is a resource of the registry. */
  readonly type?: "registry";
}

/** The right to list the repositories of a registry. Source: distribution, "Token Scope Documentation". */
export const catalogScope: Scope = { type: "registry", repository: "catalog", actions: ["*"] };

type Action = "pull" | "push" | "delete" | "*";

const order: readonly Action[] = ["pull", "push", "delete", "*"];

/**
 * Formats scopes for a token server: one per repository with its actions merged, those that push first, since some
 * servers read only the first (go-containerregistry `write.go`).
 */
export function formatScopes(scopes: readonly Scope[]): readonly string[] {
  const merged = new Map<string, Set<Action>>();
  for (const { type = "repository", repository, actions } of scopes) {
    const resource = `${type}:${repository}`;
    merged.set(resource, new Set([...(merged.get(resource) ?? []), ...actions]));
  }
  return [...merged]
    .toSorted(([, a], [, b]) => Number(b.has("push")) - Number(a.has("push")))
    .map(
      ([resource, actions]) =>
        `${resource}:${order.filter((action) => actions.has(action)).join(",")}`,
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
