/** What a page of a web site shows: an image, or none that its address names. */
export type WebPage =
  | { readonly kind: "image"; readonly reference: string }
  | { readonly kind: "unknown"; readonly site: string };

/** Where a page is, without its scheme, and its query. */
interface PageAddress {
  readonly path: string;
  readonly query: string;
}

/** @param tag in the query */
type ReadPage = (parts: readonly (string | undefined)[], tag: string | undefined) => string;

/** A repository with a tag or digest, if the page names one. */
function at(repository: string, name = ""): string {
  return name === "" ? repository : `${repository}${separator(name)}${name}`;
}

function separator(name: string): string {
  return /^sha\d+:/.test(name) ? "@" : ":";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The host of Google's older registry in a region: `gcr.io`, `eu.gcr.io`. */
function gcrHost(region: string): string {
  return region.toLowerCase() === "global" ? "gcr.io" : `${region.toLowerCase()}.gcr.io`;
}

/** The addresses of pages that show one image. Tested in order, against the path without a slash at its end. */
const pages: readonly (readonly [RegExp, ReadPage])[] = [
  // Docker Hub.
  [
    /^hub\.docker\.com\/layers\/([^/]+)\/([^/]+)\/([^/]+)(?:\/|$)/,
    ([owner = "", name = "", tag = ""]) => `${owner}/${name}:${tag}`,
  ],
  [
    /^hub\.docker\.com\/v2\/(?:repositories|namespaces)\/([^/]+)\/(?:repositories\/)?([^/]+)(?:\/tags(?:\/([^/]+))?)?$/,
    ([owner = "", name = "", tag]) => at(`${owner}/${name}`, tag),
  ],
  [/^hub\.docker\.com\/_\/([^/]+)(?:\/|$)/, ([name = ""]) => name],
  [
    /^hub\.docker\.com\/(?:r|repository\/docker)\/([^/]+\/[^/]+)(?:\/|$)/,
    ([repository = ""]) => repository,
  ],
  // Packages of GitHub.
  [
    /^github\.com\/(?:orgs\/|users\/)?([^/]+)\/(?:[^/]+\/)?(?:pkgs|packages)\/container\/(?:package\/)?([^/]+)(?:\/(?:\d+|versions))?$/,
    ([owner = "", name = ""], tag) => at(`ghcr.io/${owner}/${decode(name)}`.toLowerCase(), tag),
  ],
  // Quay.
  [
    /^quay\.io\/repository\/(.+?)(?:\/(?:tag|manifest)\/([^/]+))?$/,
    ([path = "", name], tag) => at(`quay.io/${path}`, name ?? tag),
  ],
  // Amazon ECR: the public gallery, and the console.
  [/^gallery\.ecr\.aws\/([^/]+\/.+)$/, ([path = ""]) => `public.ecr.aws/${path}`],
  [
    /^([a-z0-9-]+)\.console\.aws\.amazon\.com\/ecr\/repositories\/private\/(\d{12})\/(.+?)(?:\/_(?:\/image\/([^/]+).*)?)?$/,
    ([region = "", account = "", path = "", digest]) =>
      at(`${account}.dkr.ecr.${region}.amazonaws.com/${decode(path)}`, digest && decode(digest)),
  ],
  // Google: Artifact Registry and Container Registry.
  [
    /^console\.cloud\.google\.com\/artifacts\/docker\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)(?:\/(sha256:[^/]+))?$/,
    ([project = "", place = "", repository = "", image = "", digest]) =>
      at(
        `${place}-docker.pkg.dev/${project.replace(":", "/")}/${repository}/${decode(image)}`,
        digest,
      ),
  ],
  [
    /^console\.cloud\.google\.com\/gcr\/images\/([^/]+)\/([^/]+)\/([^@]+?)(?:@(sha256:[^/]+))?$/,
    ([project = "", region = "", path = "", digest]) =>
      at(`${gcrHost(region)}/${project.replace(":", "/")}/${path}`, digest),
  ],
  // Microsoft's artifact registry.
  [
    /^mcr\.microsoft\.com\/(?:[a-z]{2}-[a-z]{2}\/)?(?:artifact\/mar|product)\/(.+?)(?:\/(?:about|tags))?$/,
    ([path = ""]) => `mcr.microsoft.com/${path}`,
  ],
  // A project of GitLab. The page of one image has a number in place of its name.
  [
    /^gitlab\.com\/(.+?)\/(?:-\/)?container_registry$/,
    ([path = ""]) => `registry.gitlab.com/${path}`.toLowerCase(),
  ],
];

/** Web sites that are no registries themselves, so that an address of theirs is no reference. */
const sites =
  /^(?:hub\.docker\.com|github\.com|gitlab\.com|gallery\.ecr\.aws|(?:[a-z0-9-]+\.)?console\.aws\.amazon\.com|console\.cloud\.google\.com|portal\.azure\.com)(?=\/|$)|^[^/]+(?=\/.*\/container_registry(?:\/|$))/;

/**
 * Finds the image that a page of a registry's web site shows, by its address alone.
 * @returns undefined for the address of another site, which may be that of a registry
 */
export function readWebPage({ path, query }: PageAddress): WebPage | undefined {
  const tag = /(?:^|&)tag=([^&]+)/.exec(query)?.[1];
  for (const [pattern, read] of pages) {
    const [match, ...parts] = pattern.exec(path) ?? [];
    if (match !== undefined) {
      return { kind: "image", reference: read(parts, tag && decode(tag)) };
    }
  }
  const site = sites.exec(path)?.[0];
  return site === undefined ? undefined : { kind: "unknown", site };
}
