import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import { useSettings } from "../features/settings/settingsStore.ts";

/** The keys that the user has set, by command id; null for none. Ids of other versions are ignored. */
type Shortcuts = Readonly<Record<string, string | null>>;

const fixedCommands: ReadonlySet<CommandId> = new Set(["edit.undo", "edit.redo"]);

/** Whether the keys of a command can be changed. */
export function isRebindable(id: CommandId): boolean {
  return !fixedCommands.has(id);
}

/** The keys of a command as the app sets them. */
export function defaultAccelerator(id: CommandId): string | undefined {
  const command: CommandEntry | undefined = commands.find((other) => other.id === id);
  return command?.accelerator;
}

/** The keys of a command in effect. */
export function acceleratorIn(shortcuts: Shortcuts, id: CommandId): string | undefined {
  const set = isRebindable(id) ? shortcuts[id] : undefined;
  return set === undefined ? defaultAccelerator(id) : (set ?? undefined);
}

/** The command with these keys. */
export function commandWithKeys(shortcuts: Shortcuts, accelerator: string): CommandId | undefined {
  return commands.find(({ id }) => acceleratorIn(shortcuts, id) === accelerator)?.id;
}

/** The label of a command, without the mark that it asks for more. */
export function labelOf(id: CommandId): string {
  return commands.find((command) => command.id === id)?.label.replace(/…$/, "") ?? id;
}

/**
 * The settings after a command gets other keys. A command that had them loses them.
 * @param accelerator null for none
 */
export function rebind(
  shortcuts: Shortcuts,
  id: CommandId,
  accelerator: string | null,
): Record<string, string | null> {
  const owner = accelerator === null ? undefined : commandWithKeys(shortcuts, accelerator);
  const changed = {
    ...shortcuts,
    ...(owner === undefined || owner === id ? {} : { [owner]: null }),
    [id]: accelerator,
  };
  return withoutDefaults(changed);
}

/** The settings after the keys of a command are reset. A command that has them now loses them. */
export function resetKeys(shortcuts: Shortcuts, id: CommandId): Record<string, string | null> {
  return rebind(shortcuts, id, defaultAccelerator(id) ?? null);
}

/** Keeps only what differs from the defaults, so that later defaults take effect. */
function withoutDefaults(shortcuts: Shortcuts): Record<string, string | null> {
  const ids = new Map<string, string | null>(
    commands.map(({ id }) => [id, defaultAccelerator(id) ?? null]),
  );
  return Object.fromEntries(
    Object.entries(shortcuts).filter(([id, keys]) => !ids.has(id) || ids.get(id) !== keys),
  );
}

/** The keys of a command in effect, for a component. */
export function useAccelerator(id: CommandId): string | undefined {
  return useSettings((state) => acceleratorIn(state.shortcuts, id));
}
