import { z } from "zod";
import type { EngineError } from "../engine/errors.ts";
import { loginHost } from "../engine/stores/registry/auth/credentialKeys.ts";
import { nameInReferences } from "../engine/stores/registry/hosts/hostInput.ts";
import { type HostSettings, hostSettingsSchema } from "../../shared/settings.ts";
import { type FileFormat, JsonFile, type ParsedFile } from "./jsonFile.ts";
import { parsePreserving } from "./preserveUnknownKeys.ts";

/** What people have set for registries in the app. */
export interface KeptHostSettings {
  /** @param domain as it stands in a reference */
  of(domain: string): HostSettings | undefined;
  list(): readonly HostSettings[];
  /** Have settings in force and keep them; those that set nothing are forgotten. */
  save(settings: HostSettings): Promise<void>;
  /** What of the file is not in effect. */
  readonly problems: readonly EngineError[];
}

/** Settings of hosts in a file. What of it cannot be read sets nothing: those registries are reached as is safe. */
export async function openHostSettings(file: string): Promise<KeptHostSettings> {
  const kept = await JsonFile.open(file, form);
  return {
    of: (domain) => canonical(kept.value).get(loginHost(domain)),
    list: () => [...canonical(kept.value).values()],
    async save(settings) {
      const host = loginHost(settings.host);
      const { plainHttp, skipVerify, caFile } = settings;
      const isSet = plainHttp || skipVerify || caFile !== undefined;
      await kept.update((before) => {
        const others = before.filter((other) => loginHost(other.host) !== host);
        return isSet ? [...others, { ...settings, host }] : others;
      });
    },
    get problems() {
      return kept.problems;
    },
  };
}

/**
 * Settings by hosts as `loginHost` writes them. An earlier version kept `harbor` and `harbor:443` apart: of the two,
 * those count that references could say.
 */
function canonical(settings: readonly HostSettings[]): ReadonlyMap<string, HostSettings> {
  const found = new Map<string, HostSettings>();
  for (const each of settings) {
    const host = loginHost(each.host);
    if (!found.has(host) || each.host === nameInReferences(host))
      found.set(host, { ...each, host });
  }
  return found;
}

const form: FileFormat<readonly HostSettings[]> = {
  what: "The connection settings",
  missing: [],
  parse(json) {
    const value: HostSettings[] = [];
    const broken: unknown[] = [];
    const problems: string[] = [];
    const formats: ParsedFile<HostSettings>["format"][] = [];
    for (const [index, entry] of z.array(z.unknown()).parse(json).entries()) {
      try {
        const known = parsePreserving(hostSettingsSchema, entry);
        value.push(known.value);
        formats.push(known.format);
      } catch {
        broken.push(entry);
        problems.push(`entry ${index + 1}${namedHost(entry)} is not one of settings for a host`);
      }
    }
    const formatEntry = (changed: HostSettings): unknown => {
      const same = value.findIndex(({ host }) => host === changed.host);
      const index =
        same < 0 ? value.findIndex(({ host }) => loginHost(host) === changed.host) : same;
      return formats[index]?.(changed) ?? changed;
    };
    const format = (changed: readonly HostSettings[]): unknown => [
      ...changed.map((entry) => formatEntry(entry)),
      // What was set anew for a host takes the place of what could not be read.
      ...broken.filter((entry) => !changed.some(({ host }) => isOf(host, entry))),
    ];
    return { value, problems, format };
  },
};

function isOf(host: string, entry: unknown): boolean {
  const named = hostOf(entry);
  return typeof named === "string" && loginHost(named) === host;
}

function hostOf(entry: unknown): unknown {
  return (entry as { host?: unknown } | null)?.host;
}

function namedHost(entry: unknown): string {
  const host = hostOf(entry);
  return typeof host === "string" ? ` (${JSON.stringify(host.slice(0, 255))})` : "";
}
