import { z } from "zod";
import { Lock } from "../engine/lock.ts";
import { loginHost } from "../engine/registry/auth/keptLogins.ts";
import { type HostSettings, hostSettingsSchema } from "../../shared/settings.ts";
import { readJsonFile, writeJsonFile } from "./jsonFile.ts";

/** What people have set for registries in the app. */
export interface KeptHostSettings {
  /** @param domain as it stands in a reference */
  of(domain: string): HostSettings | undefined;
  list(): readonly HostSettings[];
  /** Have settings in force and keep them; those that set nothing are forgotten. */
  save(settings: HostSettings): Promise<void>;
}

/** Settings of hosts in a file. A damaged one sets nothing: every registry is reached as is safe. */
export async function openHostSettings(file: string): Promise<KeptHostSettings> {
  let kept = await readJsonFile(file, z.array(hostSettingsSchema), []);
  const lock = new Lock();
  return {
    of: (domain) => kept.find(({ host }) => host === loginHost(domain)),
    list: () => kept,
    save: (settings) =>
      lock.hold(async () => {
        const host = loginHost(settings.host);
        const others = kept.filter((other) => other.host !== host);
        const { plainHttp, skipVerify, caFile } = settings;
        const isSet = plainHttp || skipVerify || caFile !== undefined;
        const changed = isSet ? [...others, { ...settings, host }] : others;
        await writeJsonFile(file, changed);
        kept = changed;
      }),
  };
}
