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
  useFilter,
} from "react-aria-components";
import { type CommandEntry, type CommandId, commands } from "../../shared/commands.ts";
import { useNavigation } from "../navigation.ts";
import { classNames } from "../ui/classNames.ts";
import { ShortcutKeys } from "./ShortcutKeys.tsx";
import { runCommand, disabledReason } from "./commandActions.ts";
import styles from "./CommandPalette.module.css";

interface Offer extends CommandEntry {
  readonly id: CommandId;
  readonly reason: string | null;
}

/** Not offered: the palette itself, and what is meant for the focus, which the palette has taken. */
const notOffered: ReadonlySet<CommandId> = new Set(["palette.open", "edit.undo", "edit.redo"]);

function offers(): readonly Offer[] {
  return commands
    .filter((command) => !notOffered.has(command.id))
    .map((command) => ({ ...command, reason: disabledReason(command.id) }));
}

function OfferRow({ offer }: { readonly offer: Offer }) {
  return (
    <>
      <span className={classNames(styles["label"])}>{offer.label.replace(/…$/, "")}</span>
      <span className={classNames(styles["reason"])}>{offer.reason ?? offer.menu}</span>
      {offer.accelerator !== undefined && <ShortcutKeys accelerator={offer.accelerator} />}
    </>
  );
}

/** Every command by its name, with its keys. */
export function CommandPalette() {
  const isOpen = useNavigation((state) => state.paletteOpen);
  const setOpen = useNavigation((state) => state.setPaletteOpen);
  const { contains } = useFilter({ sensitivity: "base" });
  // Read when it opens: what can run does not change while it is open.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const items = useMemo(() => (isOpen ? offers() : []), [isOpen]);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={setOpen}
      isDismissable
      className={classNames(styles["overlay"])}
    >
      <Modal className={classNames(styles["modal"])}>
        <Dialog aria-label="Commands" className={classNames(styles["dialog"])}>
          <Autocomplete filter={contains}>
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
            {/* What scrolls must be reached by the keyboard, and the list's own focus is in the field above. */}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1, axe scrollable-region-focusable */}
            <div className={classNames(styles["list"])} tabIndex={0}>
              <ListBox<Offer>
                aria-label="Commands"
                items={items}
                disabledKeys={items.flatMap((offer) => (offer.reason === null ? [] : [offer.id]))}
                onAction={(id) => runCommand(id as CommandId)}
                renderEmptyState={() => (
                  <p className={classNames(styles["none"])}>No command of that name.</p>
                )}
              >
                {(offer) => (
                  <ListBoxItem
                    id={offer.id}
                    textValue={offer.label}
                    className={classNames(styles["item"])}
                  >
                    <OfferRow offer={offer} />
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
