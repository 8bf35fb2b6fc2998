import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useNavigation } from "../navigation.ts";
import { disabledReason, runCommand } from "./commandActions.ts";
import { acceleratorIn } from "./keymap.ts";
import { matchesWords } from "./matchesWords.ts";
import { hasHost, isCertain, readTyped, recentItems, referenceItems } from "./referenceItems.ts";
import { draftUndoBlocker, draftUndoLabel, runDraftUndo, type UndoCommand } from "./undo.ts";

/** Something that the palette runs. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** What it is found by, besides its label. */
  readonly menu?: CommandEntry["menu"];
  /** Where it belongs, or why it is disabled. */
  readonly note: string;
  readonly isDisabled?: boolean;
  readonly accelerator?: string;
  /** Whether the palette stays open. */
  readonly staysOpen?: boolean;
  readonly run: () => void;
}

/** Items under a title. */
export interface PaletteSection {
  readonly id: "reference" | "recent" | "commands";
  /** The reference whose actions they are. */
  readonly reference?: string;
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

/** Undo and redo act on the focus, which the palette takes: in it, they act on the draft. */
const draftCommands: Readonly<Partial<Record<CommandId, UndoCommand>>> = {
  "edit.undo": "undo",
  "edit.redo": "redo",
};

function runListed(id: CommandId): void {
  const undo = draftCommands[id];
  if (undo === undefined) {
    runCommand(id);
  } else {
    useNavigation.getState().setPaletteOpen(false);
    runDraftUndo(undo);
  }
}

function listCommand({ id, ...command }: CommandEntry & { readonly id: CommandId }): PaletteItem {
  const undo = draftCommands[id];
  const accelerator = acceleratorIn(useSettings.getState().shortcuts, id);
  const reason = undo === undefined ? disabledReason(id) : draftUndoBlocker(undo);
  const label = ((undo && draftUndoLabel(undo)) ?? command.label).replace(/…$/, "");
  return {
    id,
    label,
    menu: command.menu,
    note: reason ?? command.menu,
    isDisabled: reason !== undefined,
    ...(accelerator === undefined ? {} : { accelerator }),
    run: () => runListed(id),
  };
}

/** All commands with their state. */
export function listCommands(): readonly PaletteItem[] {
  return commands.filter(({ id }) => id !== "palette.open").map(listCommand);
}

/**
 * Returns what the palette shows for what is typed: what can be done with a reference, recent references and commands.
 * A single word is taken for a reference only if no command matches it.
 * @param listed all commands
 * @param type puts a text into the field
 */
export function paletteSections(
  typed: string,
  listed: readonly PaletteItem[],
  type: (text: string) => void,
): readonly PaletteSection[] {
  const found = listed.filter(({ label, menu = "" }) => matchesWords(`${label} ${menu}`, typed));
  const reference = readTyped(typed);
  const isReference = reference !== undefined && (isCertain(typed) || found.length === 0);
  const actions: PaletteSection = {
    id: "reference",
    title: "Go to",
    ...(isReference ? { reference } : {}),
    items: isReference ? referenceItems(reference) : [],
  };
  const recent: PaletteSection = {
    id: "recent",
    title: "Recent references",
    items: recentItems(typed, type),
  };
  const others: PaletteSection = { id: "commands", title: "Commands", items: found };
  // `app:1` is more likely the start of a recent reference than an image of Docker Hub.
  const references = hasHost(typed) ? [actions, recent] : [recent, actions];
  const sections = isCertain(typed)
    ? [...references, others]
    : typed.trim() === ""
      ? [recent, others]
      : [others, recent, actions];
  return sections.filter(({ items }) => items.length > 0);
}
