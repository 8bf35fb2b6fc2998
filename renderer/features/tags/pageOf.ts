/** A page of Inspect that shows no image: the tags of a repository, or the repositories of a registry. */
export type RepositoryPage =
  | { readonly kind: "tags"; readonly repository: string }
  | { readonly kind: "catalog"; readonly host: string };

const maxLength = 1024;

/** A host as references start with it: with a dot, a port, or `localhost`. */
const host = String.raw`(?:localhost|(?=[^/]*[.:])[a-zA-Z0-9][a-zA-Z0-9.-]*|\[[a-fA-F0-9:]+\])(?::\d{1,5})?`;
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const catalog = new RegExp(String.raw`^(?:https?:\/\/)?(${host})(?:\/|\/v2\/?|\/v2\/_catalog)$`);
const repository = new RegExp(String.raw`^${host}\/${component}(?:\/${component})*\/?$`);

/**
 * Returns the page that typed text leads to: `HOST/` to the repositories of a registry, `HOST/REPOSITORY` to its tags.
 * Anything else names an image, `alpine` too, which means the tag `latest` everywhere.
 */
export function pageOf(typed: string): RepositoryPage | undefined {
  const text = typed.trim();
  if (text.length > maxLength) {
    return undefined;
  }
  const [, registry] = catalog.exec(text) ?? [];
  if (registry !== undefined) {
    return { kind: "catalog", host: registry };
  }
  return repository.test(text) ? { kind: "tags", repository: text.replace(/\/$/, "") } : undefined;
}

/**
 * Returns the page with all tags of a reference's repository; undefined if it is in none. Without a host it is at Docker
 * Hub.
 */
export function tagsPageOf(reference: string): RepositoryPage | undefined {
  const name = reference
    .trim()
    .replace(/@.*$/s, "")
    .replace(/:[^/:]*$/, "");
  const page = pageOf(name) ?? pageOf(`docker.io/${name}`);
  return page?.kind === "tags" ? page : undefined;
}
