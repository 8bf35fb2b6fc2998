import { Search } from "lucide-react";
import { useMemo } from "react";
import {
  Autocomplete,
  Dialog,
  Input,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useNavigation } from "../navigation.ts";
import { classNames } from "../ui/classNames.ts";
import { matchesWords } from "./matchesWords.ts";
import { ShortcutKeys } from "./ShortcutKeys.tsx";
import { runCommand, disabledReason } from "./commandActions.ts";
import { acceleratorIn } from "./keymap.ts";
import { draftUndoBlocker, draftUndoLabel, runDraftUndo, type UndoCommand } from "./undo.ts";
import styles from "./CommandPalette.module.css";

interface PaletteItem extends CommandEntry {
  readonly id: CommandId;
  /** Why the command is disabled. */
  readonly reason: string | undefined;
}

/** Undo and redo act on the focus, which the palette takes: in it, they act on the draft. */
const draftCommands: Readonly<Partial<Record<CommandId, UndoCommand>>> = {
  "edit.undo": "undo",
  "edit.redo": "redo",
};

function listCommand(command: CommandEntry & { readonly id: CommandId }): PaletteItem {
  const { shortcuts } = useSettings.getState();
  const undo = draftCommands[command.id];
  const { accelerator: _, ...rest } = command;
  const accelerator = acceleratorIn(shortcuts, command.id);
  return {
    ...rest,
    ...(accelerator === undefined ? {} : { accelerator }),
    label: (undo && draftUndoLabel(undo)) ?? command.label,
    reason: undo === undefined ? disabledReason(command.id) : draftUndoBlocker(undo),
  };
}

function listCommands(): readonly PaletteItem[] {
  return commands.filter(({ id }) => id !== "palette.open").map(listCommand);
}

function runListed(id: CommandId): void {
  const undo = draftCommands[id];
  if (undo === undefined) {
    runCommand(id);
  } else {
    useNavigation.getState().setPaletteOpen(false);
    runDraftUndo(undo);
  }
}

function CommandRow({ command }: { readonly command: PaletteItem }) {
  return (
    <>
      <span className={classNames(styles["label"])}>{command.label.replace(/…$/, "")}</span>
      <span className={classNames(styles["reason"])}>{command.reason ?? command.menu}</span>
      {command.accelerator !== undefined && <ShortcutKeys accelerator={command.accelerator} />}
    </>
  );
}

/** A dialog that lists, finds and runs all commands. */
export function CommandPalette() {
  const isOpen = useNavigation((state) => state.isPaletteOpen);
  const setOpen = useNavigation((state) => state.setPaletteOpen);
  // Computed when it opens: commands do not become enabled while it is open.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const items = useMemo(() => (isOpen ? listCommands() : []), [isOpen]);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={setOpen}
      isDismissable
      className={classNames(styles["overlay"])}
    >
      <Modal className={classNames(styles["modal"])}>
        <Dialog aria-label="Commands" className={classNames(styles["dialog"])}>
          <Autocomplete filter={matchesWords}>
            <SearchField
              aria-label="Search or run a command"
              autoFocus
              className={classNames(styles["search"])}
            >
              <Search size={15} aria-hidden />
              <Input
                className={classNames(styles["input"])}
                placeholder="Search or run a command"
              />
            </SearchField>
            {/* Focusable, so that the keyboard can scroll it; the list itself is controlled from the field above. */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1, axe scrollable-region-focusable */}
            <div className={classNames(styles["list"])} tabIndex={0}>
              <ListBox<PaletteItem>
                aria-label="Commands"
                items={items}
                disabledKeys={items.flatMap(({ id, reason }) => (reason === undefined ? [] : [id]))}
                onAction={(id) => runListed(id as CommandId)}
                renderEmptyState={() => (
                  <p className={classNames(styles["none"])}>No matching command.</p>
                )}
              >
                {(command) => (
                  <ListBoxItem
                    id={command.id}
                    textValue={command.label}
                    className={classNames(styles["item"])}
                  >
                    <CommandRow command={command} />
                  </ListBoxItem>
                )}
              </ListBox>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
