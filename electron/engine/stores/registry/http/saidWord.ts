import type { RequestTarget } from "./request.ts";
import type { Scope } from "./scope.ts";

/** The parts of a request that its refusal may repeat. */
interface Named {
  readonly url: URL;
  readonly target: RequestTarget;
  readonly scopes: readonly Scope[];
  readonly trail: { readonly host: string };
}

/** The names in a request: hosts, repositories and their path components, and the tag or digest; longest first. */
export function namesIn({ url, target, scopes, trail }: Named): readonly string[] {
  const repositories = [
    ...("repository" in target ? [target.repository] : []),
    ...scopes.flatMap(({ repository }) => repository ?? []),
  ];
  const names = [
    url.host,
    url.hostname,
    trail.host,
    ...repositories,
    ...repositories.flatMap((path) => path.split("/")),
    ...(target.kind === "manifest" ? [target.reference] : []),
  ];
  return [...new Set(names)].toSorted((a, b) => b.length - a.length);
}

/**
 * Whether a registry says a word itself. Where it only repeats a name that has the word in it, as of the repository
 * `acme/quota-api`, it does not.
 *
 * @param rule what the word looks like, without the flags `g` and `y`
 */
export function saysWord(text: string, rule: RegExp, names: readonly string[]): boolean {
  if (!rule.test(text)) return false;
  // A name that does not have the word in it may be a common one: its mentions stay.
  const rest = names
    .filter((name) => rule.test(name))
    .reduce((left, name) => left.replaceAll(wholeName(name), "-"), text);
  return rule.test(rest);
}

/** A name that is no part of a longer one or of a code such as `QUOTA_EXCEEDED`. */
function wholeName(name: string): RegExp {
  const escaped = name.replaceAll(/[^\w]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w-])${escaped}(?![\w-])`, "gi");
}
