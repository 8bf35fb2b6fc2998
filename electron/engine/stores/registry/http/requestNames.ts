import type { RequestTarget } from "./registryRequest.ts";
import type { Scope } from "./scope.ts";

/** The parts of a request that its refusal may repeat. */
interface NamedRequest {
  readonly url: URL;
  readonly target: RequestTarget;
  readonly scopes: readonly Scope[];
  readonly auth: { readonly host: string };
}

/** The names in a request: hosts, repositories and their path components, and the tag or digest; longest first. */
export function namesIn({ url, target, scopes, auth }: NamedRequest): readonly string[] {
  const repositories = [
    ...("repository" in target ? [target.repository] : []),
    ...scopes.map(({ repository }) => repository),
  ];
  const names = [
    url.host,
    url.hostname,
    auth.host,
    ...repositories,
    ...repositories.flatMap((path) => path.split("/")),
    ...(target.kind === "manifest" ? [target.reference] : []),
  ];
  return [...new Set(names)].toSorted((a, b) => b.length - a.length);
}

/**
 * Whether a pattern matches a registry's message outside of names of the request, such as the repository
 * `acme/quota-api`.
 *
 * @param pattern without the flags `g` and `y`
 */
export function matchesOutsideNames(
  text: string,
  pattern: RegExp,
  names: readonly string[],
): boolean {
  if (!pattern.test(text)) {
    return false;
  }
  // Only names that match are removed: another name may be a common word.
  const rest = names
    .filter((name) => pattern.test(name))
    .reduce((left, name) => left.replaceAll(wholeName(name), "-"), text);
  return pattern.test(rest);
}

/** Matches a name that is not part of a longer one or of a code such as `QUOTA_EXCEEDED`. */
function wholeName(name: string): RegExp {
  const escaped = name.replaceAll(/[^\w]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w-])${escaped}(?![\w-])`, "gi");
}
