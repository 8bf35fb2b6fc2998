/** Registries that anyone may use: that a problem is about them explains more than it reveals. */
const publicHosts = new Set([
  "docker.io",
  "registry-1.docker.io",
  "auth.docker.io",
  "index.docker.io",
  "ghcr.io",
  "quay.io",
  "gcr.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "registry.gitlab.com",
  "registry.k8s.io",
  "registry.access.redhat.com",
]);

/** Services where each customer has a host. The part in front names the customer. */
const publicSuffixes = [".azurecr.io", ".gcr.io", ".pkg.dev", ".amazonaws.com", ".jfrog.io"];

const loopback = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/i;
const urlPattern = /\b(https?:\/\/)([^\s/"'<>?]+)([^\s"'<>]*)/gi;
/** A reference with a host: its first part has a dot or a port. Not a part of a path of the disk. */
const referencePattern =
  /(?<![\w./\\~:@-])((?:[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?|[a-z0-9-]+:\d{1,5}|localhost))\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)/gi;
/** An endpoint of the distribution API, with what stands before it. */
const endpointPattern = /^(.*?)\/v2\/(.+?)\/(manifests|blobs|tags|referrers)\//;

/**
 * Replaces the names of repositories, and of registries that are not public, for text that is published: issues quote
 * diagnostics. A name gets the same number wherever it stands, so that lines can still be related.
 *
 * @param hosts registries whose names are replaced also where they stand alone
 */
export function hideNames(text: string, hosts: readonly string[]): string {
  const registries = new Map<string, number>();
  const repositories = new Map<string, number>();

  function hideHost(host: string): string {
    const [, name = host, port = ""] = /^(.*?)(:\d+)?$/.exec(host) ?? [];
    const isPublic = publicHosts.has(name.toLowerCase());
    if (isPublic || loopback.test(host) || /^registry-\d+(?:\.|$)/.test(name)) {
      return host;
    }
    const suffix = publicSuffixes.find((each) => name.toLowerCase().endsWith(each)) ?? "";
    return `registry-${numberOf(registries, host.toLowerCase())}${suffix}${port}`;
  }

  const hideRepository = (name: string): string =>
    /^repository-\d+$/.test(name) ? name : `repository-${numberOf(repositories, name)}`;

  function hidePath(path: string): string {
    return path
      .replace(
        endpointPattern,
        (_, before: string, name: string, kind: string) =>
          `${before === "" ? "" : "/…"}/v2/${hideRepository(name)}/${kind}/`,
      )
      .replaceAll(
        /repository(:|%3A)(?<name>[^&\s]+?)(:|%3A)(?=pull|push|delete|\*)/gi,
        (_, colon: string, name: string, end: string) =>
          `repository${colon}${hideRepository(decodeURIComponentOr(name))}${end}`,
      );
  }

  const withoutUrls = text.replaceAll(
    urlPattern,
    (_, scheme: string, host: string, rest: string) =>
      `${scheme}${hideHost(host)}${hidePath(rest)}`,
  );
  const withoutReferences = withoutUrls.replaceAll(
    referencePattern,
    (_, host: string, name: string) => `${hideHost(host)}/${hideRepository(name)}`,
  );
  // The longest first: one may end like another.
  const known = [...new Set([...hosts, ...registries.keys()])].sort((a, b) => b.length - a.length);
  return known.reduce((rest, host) => {
    const escaped = host.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return rest.replaceAll(new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\w)`, "gi"), hideHost);
  }, withoutReferences);
}

/** Returns the number of a name, in the order of their first use. */
function numberOf(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size + 1;
  numbers.set(name, number);
  return number;
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
