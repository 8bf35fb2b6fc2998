import { z } from "zod";
import type { EngineError } from "../engine/failure.ts";
import { loginHost } from "../engine/registry/auth/keptLogins.ts";
import { type HostSettings, hostSettingsSchema } from "../../shared/settings.ts";
import { type FileForm, KeptFile, type ReadForm } from "./keptFile.ts";
import { readKnown } from "./unknownKeys.ts";

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
  const kept = await KeptFile.open(file, form);
  return {
    of: (domain) => kept.value.find(({ host }) => host === loginHost(domain)),
    list: () => kept.value,
    async save(settings) {
      const host = loginHost(settings.host);
      const { plainHttp, skipVerify, caFile } = settings;
      const isSet = plainHttp || skipVerify || caFile !== undefined;
      await kept.update((before) => {
        const others = before.filter((other) => other.host !== host);
        return isSet ? [...others, { ...settings, host }] : others;
      });
    },
    get problems() {
      return kept.problems;
    },
  };
}

const form: FileForm<readonly HostSettings[]> = {
  what: "The connection settings",
  missing: [],
  parse(json) {
    const value: HostSettings[] = [];
    const broken: unknown[] = [];
    const problems: string[] = [];
    const formats: ReadForm<HostSettings>["format"][] = [];
    for (const [index, entry] of z.array(z.unknown()).parse(json).entries()) {
      try {
        const known = readKnown(hostSettingsSchema, entry);
        value.push(known.value);
        formats.push(known.format);
      } catch {
        broken.push(entry);
        problems.push(`entry ${index + 1}${namedHost(entry)} is not one of settings for a host`);
      }
    }
    const formatEntry = (changed: HostSettings): unknown => {
      const index = value.findIndex(({ host }) => host === changed.host);
      return formats[index]?.(changed) ?? changed;
    };
    const format = (changed: readonly HostSettings[]): unknown => [
      ...changed.map((entry) => formatEntry(entry)),
      // What was set anew for a host takes the place of what could not be read.
      ...broken.filter((entry) => !changed.some(({ host }) => host === hostOf(entry))),
    ];
    return { value, problems, format };
  },
};

function hostOf(entry: unknown): unknown {
  return (entry as { host?: unknown } | null)?.host;
}

function namedHost(entry: unknown): string {
  const host = hostOf(entry);
  return typeof host === "string" ? ` (${JSON.stringify(host.slice(0, 255))})` : "";
}
