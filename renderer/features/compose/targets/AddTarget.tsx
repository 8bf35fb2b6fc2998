import { FolderOpen } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { CommandMenu } from "../../../commands/CommandMenu.tsx";
import { useFocusRequest } from "../../../navigation.ts";
import { classNames } from "../../../ui/classNames.ts";
import { Note } from "../../../ui/Note.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { useCompose } from "../composeStore.ts";
import { parsePaste } from "../../../../shared/paste/parsePaste.ts";
import { describePaste, targetsOf } from "../../../../shared/paste/pasteResult.ts";
import { useDebouncedNotes } from "../sources/useDebouncedNotes.ts";
import styles from "./TargetsBar.module.css";

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
  const addTypedTargets = useCompose((state) => state.addTypedTargets);
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
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText: setInput,
    fieldRef: input,
    taken: targets,
  });
  useFocusRequest("addTarget", () => input.current?.focus());

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || summary === "") {
      return;
    }
    event.preventDefault();
    const noted = addTypedTargets();
    setAfterEnter({ text: useCompose.getState().targetText, notes: noted });
  }

  return (
    <div className={classNames(styles["add"])}>
      <TextInput
        label="Add target"
        value={text}
        onChange={(typed) => {
          setAfterEnter(undefined);
          onChange(typed);
        }}
        onKeyDown={onKeyDown}
        inputRef={input}
        placeholder="ghcr.io/acme/app:1.4, Enter adds"
        isInvalid={duplicates.length > 0}
        describedBy={duplicates.length > 0 ? note : undefined}
        suggesting={suggesting}
      />
      {popup}
      {/* The chosen location is put into the field, where its tag can be edited. */}
      <CommandMenu
        label="Choose on this computer"
        icon={<FolderOpen size={14} aria-hidden />}
        placement="top end"
        items={[
          { id: "target.chooseLayout", label: "Choose folder…" },
          { id: "target.chooseArchive", label: "Choose archive…" },
        ]}
      />
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
