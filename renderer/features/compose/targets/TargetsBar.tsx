import { FolderOpen } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { runCommand } from "../../../commands/commandActions.ts";
import { useFocusRequest } from "../../../navigation.ts";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import menu from "../../../ui/Menu.module.css";
import { TextInput } from "../../../ui/TextInput.tsx";
import { useSettings } from "../../settings/settingsStore.ts";
import { pushBlocker } from "./pushBlocker.ts";
import { targetsOf } from "../sources/paste/pasteResult.ts";
import { describePaste } from "../sources/paste/pastedWords.ts";
import { parsePaste } from "../sources/paste/parsePaste.ts";
import { useDebouncedNotes } from "../sources/paste/useDebouncedNotes.ts";
import { useCompose } from "../composeStore.ts";
import { TargetChip } from "./TargetChip.tsx";
import styles from "./TargetsBar.module.css";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** A place on this computer, by the system's dialog: it is put into the field, for its tag to be changed. */
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

interface Left {
  readonly text: string;
  readonly notes: readonly string[];
}

function AddTarget() {
  const text = useCompose((state) => state.targetText);
  const type = useCompose((state) => state.setTargetInput);
  const { addTargets, addPasted } = useCompose.getState();
  const targets = useCompose((state) => state.draft.targets);
  const input = useRef<HTMLInputElement>(null);
  /** What Enter left in the field, as the draft has it, and what was not taken of the text. */
  const [left, setLeft] = useState<Left | null>(null);
  const note = useId();
  const isTarget = (found: string): boolean => targets.some((target) => target.text === found);
  const pasted = useMemo(() => parsePaste(text), [text]);
  const repeated = left?.text === text ? targetsOf(pasted).filter(isTarget) : [];
  const settled = useDebouncedNotes(text, pasted.notes);
  const notes = left?.text === text ? left.notes : settled;
  useFocusRequest("addTarget", () => input.current?.focus());

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const found = targetsOf(pasted);
    if (event.key === "Enter" && !event.nativeEvent.isComposing && describePaste(pasted) !== "") {
      event.preventDefault();
      const rest = found.filter(isTarget).join(" ");
      if (pasted.isCommand) {
        addPasted(pasted);
      } else {
        addTargets(found);
      }
      type(rest);
      setLeft({ text: rest, notes: pasted.notes });
    }
  }

  return (
    <div className={classNames(styles["add"])}>
      <TextInput
        label="Add target"
        value={text}
        onChange={(typed) => {
          setLeft(null);
          type(typed);
        }}
        onKeyDown={onKeyDown}
        inputRef={input}
        placeholder="ghcr.io/acme/app:1.4, Enter adds"
        isInvalid={repeated.length > 0}
        describedBy={repeated.length > 0 ? note : undefined}
      />
      <ChooseOnDisk />
      {pasted.isCommand && (
        <p role="status" className={classNames(styles["pasted"])}>
          {describePaste(pasted) === ""
            ? "Nothing to add."
            : `Enter adds ${describePaste(pasted)}.`}
        </p>
      )}
      {notes.length > 0 && (
        <div role="status" className={classNames(styles["pasted"])}>
          {notes.map((message) => (
            <Note key={message} look="note" message={message} />
          ))}
        </div>
      )}
      {repeated.length > 0 && (
        <p id={note} role="status" className={classNames(styles["repeated"])}>
          {repeated.length === 1 ? "This is a target already." : "These are targets already."}
        </p>
      )}
    </div>
  );
}

function SampleTarget() {
  const target = useSettings((state) => state.info?.sample.target);
  const addTargets = useCompose((state) => state.addTargets);
  if (target === undefined || target === "") {
    return null;
  }
  return (
    <Button look="quiet" small onPress={() => addTargets([target])}>
      Use the sample target
    </Button>
  );
}

function ReviewButton() {
  const reason = useCompose(pushBlocker);
  return (
    <div className={classNames(styles["review"])}>
      <span className={classNames(styles["reason"])} id="push-reason">
        {reason === null ? null : escapeInvisible(reason)}
      </span>
      {/* Never disabled: while the result is worked out anew it would lose the focus, which a dialog may give back. */}
      <Button
        look="primary"
        isPending={reason !== null}
        aria-describedby="push-reason"
        onPress={() => runCommand("push.review")}
      >
        Review push…
      </Button>
    </div>
  );
}

/** Where it goes: the targets with what their tags hold now, and the way to the push. */
export function TargetsBar() {
  const targets = useCompose((state) => state.draft.targets);
  return (
    <section aria-label="Targets" className={classNames(styles["bar"])}>
      <h2 className={classNames(styles["title"])}>Targets</h2>
      <div className={classNames(styles["targets"])}>
        {targets.length > 0 && (
          <ul aria-label="Targets" className={classNames(styles["chips"])}>
            {targets.map((target) => (
              <TargetChip key={target.id} target={target} />
            ))}
          </ul>
        )}
        <AddTarget />
        {targets.length === 0 && <SampleTarget />}
      </div>
      <ReviewButton />
    </section>
  );
}
