import { z } from "zod";

const idSchema = z.string().min(1).max(64);

/** Keys in Electron's notation, as far as the app uses it: `CmdOrCtrl+Shift+N`, `F5`. */
export const acceleratorSchema = z
  .string()
  .max(64)
  .regex(
    /^(?:(?:CmdOrCtrl|Ctrl|Alt|Shift)\+){0,4}(?:[A-Z0-9]|[!-/:-@[-`{-~]|F\d{1,2}|Plus|Enter|Space|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Up|Down|Left|Right)$/,
  );

/** What the menu shows of the app's state. Commands are named by their ids; unknown ones are ignored. */
export const menuStateSchema = z.strictObject({
  /** Commands that cannot run now. */
  disabled: z.array(idSchema).max(200),
  /** Chosen ones of alternatives, such as the theme. */
  checked: z.array(idSchema).max(20),
  /** Labels that differ from those of the commands: `Undo Exclude linux/arm/v7`. */
  labels: z.record(idSchema, z.string().min(1).max(300)),
  /** Keys that differ from those of the commands; null for none. */
  accelerators: z.record(idSchema, acceleratorSchema.nullable()),
});
export type MenuState = z.infer<typeof menuStateSchema>;
