import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import type { Completion } from "../../shared/suggestions.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useNavigation } from "../navigation.ts";
import { disabledReason, runCommand } from "./commandActions.ts";
import { acceleratorIn } from "./keymap.ts";
import { matchesWords } from "./matchesWords.ts";
import {
  completionItems,
  hasHost,
  isCertain,
  readTyped,
  recentItems,
  referenceItems,
} from "./referenceItems.ts";
import { draftUndoBlocker, draftUndoLabel, runDraftUndo, type UndoCommand } from "./undo.ts";
import { windowItems } from "./windowItems.ts";

/** Something that the palette runs. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** What it is found by, besides its label. */
  readonly menu?: CommandEntry["menu"];
  readonly keywords?: string;
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
  readonly id: "reference" | "completion" | "recent" | "shown" | "commands" | "settings";
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
    ...(command.keywords === undefined ? {} : { keywords: command.keywords }),
    note: reason ?? command.menu,
    isDisabled: reason !== undefined,
    ...(accelerator === undefined ? {} : { accelerator }),
    run: () => runListed(id),
  };
}

/** All commands with their state, and the rest of what the palette runs. */
export function listCommands(): readonly PaletteItem[] {
  const listed = commands.filter(({ id }) => id !== "palette.open").map(listCommand);
  return [...listed, ...windowItems()];
}

/** The items that a text finds: first those with its words in their label or menu, then by other words. */
function findItems(items: readonly PaletteItem[], typed: string): readonly PaletteItem[] {
  const has = ({ label, menu }: PaletteItem, keywords?: string): boolean =>
    matchesWords(`${label} ${menu ?? ""}`, typed, keywords);
  const found = items.filter((item) => has(item, item.keywords));
  return [...found.filter((item) => has(item)), ...found.filter((item) => !has(item))];
}

/** What the sections are made of. */
export interface PaletteSources {
  /** All commands. */
  readonly listed: readonly PaletteItem[];
  /** What can be done with what is shown. */
  readonly shown?: readonly PaletteItem[];
  /** Settings and registries. */
  readonly settings?: readonly PaletteItem[];
  /** The tags or repositories that begin with what is typed. */
  readonly completion?: Completion | undefined;
  /** Puts a text into the field. */
  readonly type: (text: string) => void;
}

/**
 * Returns what the palette shows for what is typed: what can be done with a reference, tags and repositories that
 * complete it, recent references and commands. A single word is taken for a reference only if no command matches it.
 */
export function paletteSections(
  typed: string,
  { listed, shown = [], settings = [], completion, type }: PaletteSources,
): readonly PaletteSection[] {
  const [found = [], foundShown = [], foundSettings = []] = [listed, shown, settings].map((items) =>
    findItems(items, typed),
  );
  const reference = readTyped(typed);
  const isName = found.length + foundShown.length + foundSettings.length > 0;
  const isReference = reference !== undefined && (isCertain(typed) || !isName);
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
  const others: readonly PaletteSection[] = [
    { id: "shown", title: "What is shown", items: foundShown },
    { id: "commands", title: "Commands", items: found },
    { id: "settings", title: "Settings and registries", items: foundSettings },
  ];
  // `app:1` is more likely the start of a recent reference than an image of Docker Hub.
  const completions: PaletteSection = {
    id: "completion",
    title: completion?.kind === "tags" ? "Tags" : "Repositories",
    items: completion === undefined ? [] : completionItems(typed, completion, type),
  };
  const references = hasHost(typed)
    ? [actions, completions, recent]
    : [recent, actions, completions];
  const sections = isCertain(typed)
    ? [...references, ...others]
    : typed.trim() === ""
      ? [recent, ...others]
      : [...others, recent, actions];
  return sections.filter(({ items }) => items.length > 0);
}
