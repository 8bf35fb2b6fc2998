/** A right in a repository that a request needs. */
export interface Scope {
  /** The repository's path in its registry: `acme/app`. Undefined stands for the registry's catalog. */
  readonly repository: string | undefined;
  readonly actions: readonly Action[];
}

type Action = "pull" | "push" | "delete" | "*";

const order: readonly Action[] = ["pull", "push", "delete", "*"];

/**
 * Scopes as a token server takes them: one a repository, actions merged, and those that push first, since some
 * servers read only the first (go-containerregistry `write.go`).
 */
export function formatScopes(scopes: readonly Scope[]): readonly string[] {
  const merged = new Map<string, Set<Action>>();
  for (const { repository, actions } of scopes) {
    const name = repository === undefined ? "registry:catalog" : `repository:${repository}`;
    merged.set(name, new Set([...(merged.get(name) ?? []), ...actions]));
  }
  return [...merged]
    .toSorted(([, a], [, b]) => Number(b.has("push")) - Number(a.has("push")))
    .map(([name, actions]) => `${name}:${order.filter((action) => actions.has(action)).join(",")}`);
}

/** The paths of the repositories that formatted scopes are for. */
export function scopedRepositories(scopes: readonly string[]): readonly string[] {
  return scopes.flatMap((scope) => /^repository:(.+):[a-z*,]+$/.exec(scope)?.[1] ?? []);
}

/**
 * Our scopes with the further actions that a challenge names for the same repositories. What it names beyond
 * those repositories is not asked for: a token for them would be the registry's to use.
 *
 * @param challenged the challenge's `scope`: `repository:a/b:pull repository:a/b:push`
 */
export function widenScopes(
  scopes: readonly Scope[],
  challenged: string | undefined,
): readonly Scope[] {
  const wider = (challenged ?? "").split(" ").flatMap((text): Scope[] => {
    const match = /^repository:(.+):([a-z*,]+)$/.exec(text);
    if (!match || !scopes.some(({ repository }) => repository === match[1])) return [];
    const actions = order.filter((action) => match[2]?.split(",").includes(action));
    return [{ repository: match[1], actions }];
  });
  return [...scopes, ...wider];
}
