import { FolderOpen } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { runCommand } from "../../../commands/commandActions.ts";
import { useFocusRequest } from "../../../navigation.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import menu from "../../../ui/Menu.module.css";
import { Note } from "../../../ui/Note.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { useCompose } from "../composeStore.ts";
import { parsePaste } from "../sources/paste/parsePaste.ts";
import { describePaste, targetsOf } from "../sources/paste/pasteResult.ts";
import { useDebouncedNotes } from "../sources/paste/useDebouncedNotes.ts";
import styles from "./TargetsBar.module.css";

/** Opens a system dialog for a layout or archive; its location is put into the field, where the tag can be edited. */
function ChooseOnDisk() {
  return (
    <MenuTrigger>
      <IconButton label="Choose on this computer">
        <FolderOpen size={14} aria-hidden />
      </IconButton>
      <Popover className={classNames(menu["popover"])} placement="top end">
        <Menu className={classNames(menu["menu"])} aria-label="Choose on this computer">
          <MenuItem
            className={classNames(menu["item"])}
            onAction={() => runCommand("target.chooseLayout")}
          >
            Choose folder…
          </MenuItem>
          <MenuItem
            className={classNames(menu["item"])}
            onAction={() => runCommand("target.chooseArchive")}
          >
            Choose archive…
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** The state of the field after Enter, until it is edited. */
interface AfterEnter {
  /** The text left in the field: targets that the draft has already. */
  readonly text: string;
  readonly notes: readonly string[];
}

/** The field that adds targets, typed or pasted. */
export function AddTarget() {
  const text = useCompose((state) => state.targetText);
  const setInput = useCompose((state) => state.setTargetInput);
  const { addTargets, addPasted } = useCompose.getState();
  const targets = useCompose((state) => state.draft.targets);
  const input = useRef<HTMLInputElement>(null);
  const [afterEnter, setAfterEnter] = useState<AfterEnter>();
  const note = useId();
  const isTarget = (found: string): boolean => targets.some((target) => target.text === found);
  const pasted = useMemo(() => parsePaste(text), [text]);
  const isAfterEnter = afterEnter?.text === text;
  const duplicates = isAfterEnter ? targetsOf(pasted).filter(isTarget) : [];
  const debounced = useDebouncedNotes(text, pasted.notes);
  const notes = isAfterEnter ? afterEnter.notes : debounced;
  const summary = describePaste(pasted);
  useFocusRequest("addTarget", () => input.current?.focus());

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || summary === "") {
      return;
    }
    event.preventDefault();
    const found = targetsOf(pasted);
    const rest = found.filter(isTarget).join(" ");
    if (pasted.isCommand) {
      addPasted(pasted);
    } else {
      addTargets(found);
    }
    setInput(rest);
    setAfterEnter({ text: rest, notes: pasted.notes });
  }

  return (
    <div className={classNames(styles["add"])}>
      <TextInput
        label="Add target"
        value={text}
        onChange={(typed) => {
          setAfterEnter(undefined);
          setInput(typed);
        }}
        onKeyDown={onKeyDown}
        inputRef={input}
        placeholder="ghcr.io/acme/app:1.4, Enter adds"
        isInvalid={duplicates.length > 0}
        describedBy={duplicates.length > 0 ? note : undefined}
      />
      <ChooseOnDisk />
      {pasted.isCommand && (
        <p role="status" className={classNames(styles["pasted"])}>
          {summary === "" ? "Nothing to add." : `Enter adds ${summary}.`}
        </p>
      )}
      {notes.length > 0 && (
        <div role="status" className={classNames(styles["pasted"])}>
          {notes.map((message) => (
            <Note key={message} look="note" message={message} />
          ))}
        </div>
      )}
      {duplicates.length > 0 && (
        <p id={note} role="status" className={classNames(styles["duplicates"])}>
          {duplicates.length === 1 ? "Already a target." : "Already targets."}
        </p>
      )}
    </div>
  );
}
