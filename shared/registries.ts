import type { Failure } from "./errors.ts";
import type { HostSettings } from "./settings.ts";

/** A credential that some source has for a registry; what may be shown of it. */
export interface RegistryAccount {
  /** The account's name, where it has one that is no secret. */
  readonly account?: string;
  /** Where it comes from, in words: `~/.docker/config.json`. */
  readonly source: string;
  /** The repository or namespace that it is for, where it is not for the whole registry. */
  readonly repository?: string;
  /** Whether it was made in the app, which can forget it. */
  readonly isSaved: boolean;
}

/** As whom a registry was asked, and for what; without a source it was asked anonymously. */
export interface RegistryAccess {
  readonly account?: string;
  readonly source?: string;
  /** `repository:acme/app:pull` */
  readonly scopes: readonly string[];
}

/** What protects less than HTTPS with a trusted certificate, and who says so. */
export interface Insecurity {
  readonly kind: "plain http" | "unverified certificate";
  /**
   * It stands on this machine, where plain HTTP is as it should be; a file in the host's folder says so; or a
   * setting made in the app.
   */
  readonly from: "loopback" | "hosts.toml" | "settings";
  /** The server that it is about: the registry's own or a mirror. */
  readonly server: string;
}

/** What the app knows of one registry. */
export interface RegistryView {
  /** As it stands in references: `ghcr.io`. */
  readonly host: string;
  readonly accounts: readonly RegistryAccount[];
  readonly accesses: readonly RegistryAccess[];
  /** Requests in a window of so many seconds, where the registry tells. */
  readonly rateLimit?: {
    readonly limit: number;
    readonly remaining: number;
    readonly window?: number;
  };
  readonly warnings: readonly string[];
  /** How it is reached at this moment with less protection than HTTPS and a trusted certificate give. */
  readonly insecure: readonly Insecurity[];
  /** What was set for it in the app. */
  readonly settings?: HostSettings;
  /** The folder with the settings for this host, where there is one. */
  readonly folder?: string;
}

export interface RegistryList {
  readonly registries: readonly RegistryView[];
  /** What kept a source of credentials from being listed. */
  readonly problems: readonly Failure[];
  /** Whether the system can keep logins safe; else they last only as long as the app runs. */
  readonly canSaveLogins: boolean;
}

/**
 * What a login is for, in one text, as it is kept and shown: `ghcr.io`, `ghcr.io/acme/app`.
 * @param repository the namespace or repository that it is for; undefined for the whole host
 */
export function loginKey(host: string, repository: string | undefined): string {
  return repository === undefined ? host : `${host}/${repository}`;
}
