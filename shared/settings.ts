import { z } from "zod";

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = { theme: "system" };
