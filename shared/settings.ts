import { z } from "zod";
import { acceleratorSchema } from "./menuState.ts";

/** Which tags no push may overwrite, whatever a draft says. */
export const overwriteRulesSchema = z.strictObject({
  /** Patterns of tags: `v*`. */
  tags: z.array(z.string().min(1).max(128)).max(100),
  /** Registries, and the starts of repositories: `ghcr.io`, `ghcr.io/acme`. */
  registries: z.array(z.string().min(1).max(512)).max(100),
});
export type OverwriteRules = z.infer<typeof overwriteRulesSchema>;

const themeSchema = z.enum(["system", "light", "dark"]);
const recentSourcesSchema = z.array(z.string().min(1).max(1024)).max(20);

/** Keys of commands that differ from the default ones, by command id; null for none. */
const shortcutsSchema = z.record(z.string().min(1).max(64), acceleratorSchema.nullable());

export const settingsSchema = z.strictObject({
  theme: themeSchema,
  /** Absent in settings saved by versions without rules. */
  neverOverwrite: overwriteRulesSchema.default({ tags: [], registries: [] }),
  /** References that were used as sources, the most recent first. Absent as above. */
  recentSources: recentSourcesSchema.default([]),
  /** Absent as above. Ids of other versions are kept. */
  shortcuts: shortcutsSchema.default({}),
  /** Look for newer versions of the app from time to time. Absent as above. */
  checkForUpdates: z.boolean().default(true),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change of settings: fields that are absent stay. Without defaults, which would reset them. */
export const settingsChangeSchema = z.strictObject({
  theme: themeSchema.exactOptional(),
  neverOverwrite: overwriteRulesSchema.exactOptional(),
  recentSources: recentSourcesSchema.exactOptional(),
  shortcuts: shortcutsSchema.exactOptional(),
  checkForUpdates: z.boolean().exactOptional(),
});

/** How the app connects to one registry, if not by HTTPS with a trusted certificate. */
export const hostSettingsSchema = z.strictObject({
  /** As in references: `registry.example:5000`. */
  host: z.string().min(1).max(255),
  plainHttp: z.boolean(),
  /** Accept any certificate of the server. */
  skipVerify: z.boolean(),
  /** A PEM file with certificate authorities to trust for this host, in addition to the system's. */
  caFile: z.string().min(1).max(4096).optional(),
});
export type HostSettings = z.infer<typeof hostSettingsSchema>;

export const defaultSettings: Settings = {
  theme: "system",
  neverOverwrite: { tags: [], registries: [] },
  recentSources: [],
  shortcuts: {},
  checkForUpdates: true,
};
