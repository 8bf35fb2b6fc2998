import { z } from "zod";
import type { EngineError } from "../engine/errors.ts";
import { loginHost } from "../engine/stores/registry/auth/credentialKeys.ts";
import { nameInReferences } from "../engine/stores/registry/hosts/hostInput.ts";
import { type HostSettings, hostSettingsSchema } from "../../shared/settings.ts";
import { type FileFormat, JsonFile, type ParsedFile } from "./jsonFile.ts";
import { parsePreserving } from "./preserveUnknownKeys.ts";

/** The connection settings of registries. */
export interface StoredHostSettings {
  /** Returns the settings of a registry. @param domain of a reference */
  of(domain: string): HostSettings | undefined;
  list(): readonly HostSettings[];
  /** Applies and stores settings. Settings with the default values are removed. */
  save(settings: HostSettings): Promise<void>;
  /** Why the file, or parts of it, are not in effect. */
  readonly problems: readonly EngineError[];
}

/** Opens the connection settings. Invalid ones are ignored: those registries are reached by HTTPS. */
export async function openHostSettings(file: string): Promise<StoredHostSettings> {
  const stored = await JsonFile.open(file, format);
  return {
    of: (domain) => byCanonicalHost(stored.value).get(loginHost(domain)),
    list: () => [...byCanonicalHost(stored.value).values()],
    async save(settings) {
      const host = loginHost(settings.host);
      const { plainHttp, skipVerify, caFile } = settings;
      const isSet = plainHttp || skipVerify || caFile !== undefined;
      await stored.update((before) => {
        const others = before.filter((other) => loginHost(other.host) !== host);
        return isSet ? [...others, { ...settings, host }] : others;
      });
    },
    get problems() {
      return stored.problems;
    },
  };
}

/**
 * Returns settings by hosts as `loginHost` writes them. An earlier version stored `harbor` and `harbor:443` separately:
 * the one that is written as in references wins.
 */
function byCanonicalHost(settings: readonly HostSettings[]): ReadonlyMap<string, HostSettings> {
  const found = new Map<string, HostSettings>();
  for (const each of settings) {
    const host = loginHost(each.host);
    if (!found.has(host) || each.host === nameInReferences(host)) {
      found.set(host, { ...each, host });
    }
  }
  return found;
}

const format: FileFormat<readonly HostSettings[]> = {
  what: "The connection settings",
  default: [],
  parse(json) {
    const value: HostSettings[] = [];
    const invalid: unknown[] = [];
    const problems: string[] = [];
    const formats: ParsedFile<HostSettings>["format"][] = [];
    for (const [index, entry] of z.array(z.unknown()).parse(json).entries()) {
      try {
        const preserved = parsePreserving(hostSettingsSchema, entry);
        value.push(preserved.value);
        formats.push(preserved.format);
      } catch {
        invalid.push(entry);
        problems.push(`entry ${index + 1}${hostSuffix(entry)} is not a valid connection setting`);
      }
    }
    const formatEntry = (changed: HostSettings): unknown => {
      const sameSpelling = value.findIndex(({ host }) => host === changed.host);
      const index =
        sameSpelling < 0
          ? value.findIndex(({ host }) => loginHost(host) === changed.host)
          : sameSpelling;
      return formats[index]?.(changed) ?? changed;
    };
    const formatAll = (changed: readonly HostSettings[]): unknown => [
      ...changed.map((entry) => formatEntry(entry)),
      // New settings of a host replace its invalid ones.
      ...invalid.filter((entry) => !changed.some(({ host }) => hasHost(host, entry))),
    ];
    return { value, problems, format: formatAll };
  },
};

function hasHost(host: string, entry: unknown): boolean {
  const entryHost = hostOf(entry);
  return typeof entryHost === "string" && loginHost(entryHost) === host;
}

function hostOf(entry: unknown): unknown {
  return (entry as { host?: unknown } | null)?.host;
}

function hostSuffix(entry: unknown): string {
  const host = hostOf(entry);
  return typeof host === "string" ? ` (${JSON.stringify(host.slice(0, 255))})` : "";
}
