import { EngineError } from "../../../errors.ts";
import { isDomain, isPath, requestHost } from "../../../oci/reference.ts";
import { explainDomain, explainName } from "../../../oci/referenceHint.ts";
import { domainOfKey, loginHost } from "../auth/credentialKeys.ts";

/** API roots that are often copied with the host. */
const apiRoots: ReadonlySet<string> = new Set(["", "/", "/v1", "/v1/", "/v2", "/v2/"]);

/**
 * Parses the host of a registry as a user types it: `ghcr.io`, `harbor`, `HTTP://Harbor:8080/`,
 * `https://index.docker.io/v1/`. A name without a dot is a host too, unlike in a reference. The scheme is ignored, as
 * in `docker login`.
 *
 * Source: docker/cli `credentials/file_store.go`, `ConvertToHostname`.
 *
 * @returns the host in lower case with its port, as {@link loginHost} writes it; `docker.io` for Docker Hub
 * @throws EngineError `input_invalid`
 */
export function parseRegistryHost(text: string): string {
  const { domain, rest, shown } = splitHost(text);
  if (!apiRoots.has(rest)) {
    throw invalidHost(text.trim(), `Enter only the host: ${shown}.`);
  }
  return loginHost(domain);
}

/** What a login applies to: a registry, or one of its namespaces or repositories. */
export interface LoginScope {
  /** As {@link parseRegistryHost} returns it. */
  readonly host: string;
  /** The domain of references to the host, with the port as typed. */
  readonly domain: string;
  /** The path of the namespace or repository: `acme`, `acme/app`. */
  readonly repository: string | undefined;
}

/**
 * Parses what a login applies to as a user types it: a host as {@link parseRegistryHost} accepts it, optionally
 * followed by the path of a namespace or repository: `ghcr.io/acme`, `https://ghcr.io/acme/app/`.
 *
 * @throws EngineError `input_invalid`, also for a path with a tag or digest
 */
export function parseLoginScope(text: string): LoginScope {
  const { domain: typed, rest, shown } = splitHost(text);
  const host = loginHost(typed);
  const domain = nameInReferences(typed);
  if (apiRoots.has(rest)) {
    return { host, domain, repository: undefined };
  }
  const repository = rest.replace(/^\//, "").replace(/\/$/, "");
  if (isPath(repository)) {
    return { host, domain, repository };
  }
  const [, bare = ""] = /^([^:@]*)[:@]/.exec(repository) ?? [];
  throw new EngineError(
    "input_invalid",
    `${JSON.stringify(repository.slice(0, 100))} is not the path of a namespace or repository.`,
    {
      hint: isPath(bare)
        ? `Enter it without tag and digest: ${shown}/${bare}.`
        : (explainName(repository) ?? "A path has at most 255 characters."),
    },
  );
}

/** Splits the typed text into the host, as a domain and as typed, and the rest. */
function splitHost(text: string): {
  readonly domain: string;
  readonly shown: string;
  readonly rest: string;
} {
  const typed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "https" && scheme !== "http") {
    throw invalidHost(typed, "Enter only the host, such as ghcr.io or localhost:5000.");
  }
  const [, host = "", rest = ""] =
    /^([^/?#\\]*)(.*)$/s.exec(
      scheme === undefined ? typed : typed.slice(scheme.length + "://".length),
    ) ?? [];
  if (host.includes("@")) {
    throw invalidHost(host.slice(host.lastIndexOf("@") + 1), "Enter the host without a user name.");
  }
  if (!isDomain(host)) {
    throw invalidHost(host, explainDomain(host, `${host}/`));
  }
  const domain = domainOfKey(host.toLowerCase());
  try {
    requestHost(domain);
  } catch (error) {
    throw invalidHost(host, error instanceof EngineError ? error.hint : undefined);
  }
  return { domain, shown: host, rest };
}

/**
 * The domain of references to a host. A host without dot and port would be a path on Docker Hub (`harbor/app`), so
 * the port is added: `harbor:443/app`.
 */
export function nameInReferences(host: string): string {
  return host === "localhost" || /[.:]/.test(host) ? host : `${host}:443`;
}

function invalidHost(shown: string, hint: string | undefined): EngineError {
  return new EngineError(
    "input_invalid",
    `${JSON.stringify(shown.slice(0, 100))} is not the host of a registry.`,
    hint === undefined ? {} : { hint },
  );
}
