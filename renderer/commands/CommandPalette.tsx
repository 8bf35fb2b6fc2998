import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { explainTyped } from "../../shared/paste/explainTyped.ts";
import { lastReference } from "../features/suggestions/lastReference.ts";
import { useCompletion } from "../features/suggestions/useCompletion.ts";
import { useNavigation } from "../navigation.ts";
import { classNames } from "../ui/classNames.ts";
import { escapeInvisible } from "../ui/escapeInvisible.ts";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import modalStyles from "../ui/ModalDialog.module.css";
import styles from "./CommandPalette.module.css";
import {
  listCommands,
  type PaletteItem,
  type PaletteSection,
  paletteSections,
} from "./paletteItems.ts";
import { isCertain } from "./referenceItems.ts";
import { settingItems } from "./settingItems.ts";
import { ShortcutKeys } from "./ShortcutKeys.tsx";
import { shownItems } from "./shownItems.ts";

function ItemRow({ item }: { readonly item: PaletteItem }) {
  return (
    <>
      <span className={classNames(styles["label"])}>
        <UntrustedText text={item.label} />
      </span>
      <span className={classNames(styles["reason"])}>{item.note}</span>
      {item.accelerator !== undefined && <ShortcutKeys accelerator={item.accelerator} />}
    </>
  );
}

function Section({ section: { title, reference, items } }: { readonly section: PaletteSection }) {
  return (
    <ListBoxSection>
      <Header className={classNames(styles["title"])}>
        {title} {reference !== undefined && <UntrustedText text={reference} />}
      </Header>
      <Collection items={items}>
        {(item) => (
          <ListBoxItem
            id={item.id}
            textValue={escapeInvisible(item.label)}
            className={classNames(styles["item"])}
          >
            <ItemRow item={item} />
          </ListBoxItem>
        )}
      </Collection>
    </ListBoxSection>
  );
}

/** The field and what is found for its text. */
function Palette() {
  // Computed when it opens: commands do not become enabled while it is open.
  const [listed] = useState(listCommands);
  const [shown] = useState(shownItems);
  const [settings] = useState(settingItems);
  const [typed, type] = useState("");
  const completing = useCompletion(isCertain(typed) ? lastReference(typed.trim()) : "");
  const completion = completing.kind === "known" ? completing.completion : undefined;
  const sections = useMemo(
    () => paletteSections(typed, { listed, shown, settings, completion, type }),
    [typed, listed, shown, settings, completion],
  );
  const items = sections.flatMap((section) => section.items);

  function act(id: string): void {
    const item = items.find((each) => each.id === id);
    if (item?.staysOpen !== true) {
      useNavigation.getState().setPaletteOpen(false);
    }
    item?.run();
  }

  return (
    <Dialog aria-label="Commands" className={classNames(styles["dialog"])}>
      <Autocomplete inputValue={typed} onInputChange={type}>
        <SearchField
          aria-label="Go to an image or run a command"
          autoFocus
          className={classNames(styles["search"])}
        >
          <Search size={15} aria-hidden />
          <Input
            className={classNames(styles["input"])}
            placeholder="Type a reference or a command"
          />
        </SearchField>
        {/* Focusable, so that the keyboard can scroll it; the list itself is controlled from the field above. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1, axe scrollable-region-focusable */}
        <div className={classNames(styles["list"])} tabIndex={0}>
          <ListBox<PaletteSection>
            aria-label="Commands"
            items={sections}
            disabledKeys={items.flatMap(({ id, isDisabled }) => (isDisabled === true ? [id] : []))}
            onAction={(id) => act(String(id))}
            renderEmptyState={() => (
              <p className={classNames(styles["none"])}>
                {explainTyped(typed) ?? "No matching command or reference."}
              </p>
            )}
          >
            {(section) => <Section section={section} />}
          </ListBox>
        </div>
      </Autocomplete>
    </Dialog>
  );
}

/** A dialog that finds and runs commands, and goes to a reference that is typed or was used recently. */
export function CommandPalette() {
  const isOpen = useNavigation((state) => state.isPaletteOpen);
  const setOpen = useNavigation((state) => state.setPaletteOpen);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={setOpen}
      isDismissable
      className={classNames(modalStyles["shown"], styles["overlay"])}
    >
      <Modal className={classNames(modalStyles["shown"], styles["modal"])}>
        <Palette />
      </Modal>
    </ModalOverlay>
  );
}
