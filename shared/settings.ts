import { z } from "zod";

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
});
export type Settings = z.infer<typeof settingsSchema>;

/** How people want one registry to be reached, if not by HTTPS with a certificate that is trusted anyway. */
export const hostSettingsSchema = z.strictObject({
  /** As it stands in references: `registry.example:5000`. */
  host: z.string().min(1).max(255),
  plainHttp: z.boolean(),
  /** Take whatever certificate the server shows. */
  skipVerify: z.boolean(),
  /** A file with authorities in PEM that are trusted for this host as well. */
  caFile: z.string().min(1).max(4096).optional(),
});
export type HostSettings = z.infer<typeof hostSettingsSchema>;

export const defaultSettings: Settings = { theme: "system" };
