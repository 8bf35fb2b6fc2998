import { z } from "zod";

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
});
export type Settings = z.infer<typeof settingsSchema>;

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

export const defaultSettings: Settings = { theme: "system" };
