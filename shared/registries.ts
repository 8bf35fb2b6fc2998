import type { Failure } from "./errors.ts";
import type { HostSettings } from "./settings.ts";

/** A credential for a registry. Contains no secret. */
export interface RegistryAccount {
  /** The account's name, if the credential has one. */
  readonly account?: string;
  /** Where it is stored: `~/.docker/config.json`. */
  readonly source: string;
  /** The repository or namespace that it is limited to. */
  readonly repository?: string;
  /** Whether it is a login of this app, which can log out. */
  readonly isSaved: boolean;
}

/** The credential and scopes that requests to a registry used. Without a source, they were anonymous. */
export interface RegistryAccess {
  readonly account?: string;
  readonly source?: string;
  /** `repository:acme/app:pull` */
  readonly scopes: readonly string[];
}

/** Why a connection is not HTTPS with a trusted certificate. */
export interface Insecurity {
  readonly kind: "plain http" | "unverified certificate";
  /** Where this is set. `loopback`: the registry is on this machine, where plain HTTP is the default. */
  readonly from: "loopback" | "hosts.toml" | "settings";
  /** The server of the connection: the registry or a mirror. */
  readonly server: string;
}

/** A registry as the Registries page shows it. */
export interface RegistryView {
  /** As in references: `ghcr.io`. */
  readonly host: string;
  readonly accounts: readonly RegistryAccount[];
  readonly accesses: readonly RegistryAccess[];
  /** The limit of requests in a window of seconds, if the registry reports it. */
  readonly rateLimit?: {
    readonly limit: number;
    readonly remaining: number;
    readonly window?: number;
  };
  readonly warnings: readonly string[];
  /** The connections that are not HTTPS with a trusted certificate now. */
  readonly insecure: readonly Insecurity[];
  /** The connection settings in the app. */
  readonly settings?: HostSettings;
  /** The folder with `hosts.toml` and certificates of the host, if there is one. */
  readonly folder?: string;
}

export interface RegistryList {
  readonly registries: readonly RegistryView[];
  /** Why a source of credentials could not be listed. */
  readonly problems: readonly Failure[];
  /** Whether the system can encrypt logins. If not, they last until the app quits. */
  readonly canSaveLogins: boolean;
}

/**
 * Returns the scope of a login as text: `ghcr.io`, `ghcr.io/acme/app`.
 *
 * @param repository the namespace or repository that the login is limited to
 */
export function loginKey(host: string, repository: string | undefined): string {
  return repository === undefined ? host : `${host}/${repository}`;
}
