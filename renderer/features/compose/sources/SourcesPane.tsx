import { Plus } from "lucide-react";
import { useId, useMemo, useRef, useState } from "react";
import { CommandMenu } from "../../../commands/CommandMenu.tsx";
import { useFocusRequest, useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { SubmitTextArea } from "../../../ui/SubmitTextArea.tsx";
import { Elapsed } from "../../../ui/Elapsed.tsx";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { Note } from "../../../ui/Note.tsx";
import { Pane } from "../../../ui/Pane.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { EditTagStatus } from "../editTag/EditTagStatus.tsx";
import { RecipeStatus } from "../recipe/RecipeStatus.tsx";
import { MoreSamples, SampleLibrary } from "./SampleLibrary.tsx";
import { useRecordRecentSources } from "./RecentSources.tsx";
import { SourceLimits } from "./SourceLimits.tsx";
import { SourceList } from "./SourceList.tsx";
import { describePaste } from "../../../../shared/paste/pasteResult.ts";
import { parsePaste } from "../../../../shared/paste/parsePaste.ts";
import { savedKind } from "../../../../shared/paste/savedFile.ts";
import { useDebouncedNotes } from "./useDebouncedNotes.ts";
import styles from "./SourcesPane.module.css";
import { useCompose } from "../composeStore.ts";
import { ImportReports } from "./ImportReports.tsx";

function AddSource() {
  const text = useCompose((state) => state.sourceText);
  const setInput = useCompose((state) => state.setSourceInput);
  const addPasted = useCompose((state) => state.addPasted);
  const addText = useCompose((state) => state.addText);
  const sources = useCompose((state) => state.draft.sources);
  const area = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  /** The notes about the text added last, shown until the field is edited. */
  const [lastNotes, setLastNotes] = useState<readonly string[]>([]);
  useFocusRequest("addSource", () => area.current?.focus());
  const pasted = useMemo(() => parsePaste(text), [text]);
  const isRecipe = savedKind(text) === "recipe";
  const summary = describePaste(pasted);
  const debounced = useDebouncedNotes(text, pasted.notes);
  const notes = text === "" ? lastNotes : isRecipe ? [] : debounced;
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText: setInput,
    fieldRef: area,
    taken: sources,
  });

  function add(): void {
    if (isRecipe) {
      addText(text);
      setInput("");
    } else if (summary !== "") {
      addPasted(pasted);
      setLastNotes(pasted.notes);
      setInput("");
    }
  }

  return (
    <div className={classNames(styles["add"])}>
      <SubmitTextArea
        label="Add source"
        value={text}
        onChange={(typed) => {
          setLastNotes([]);
          onChange(typed);
        }}
        onEnter={add}
        placeholder="Add references or a command…"
        inputRef={area}
        suggesting={suggesting}
      />
      {popup}
      {(isRecipe || summary !== "") && (
        <div id={hint} className={classNames(styles["hint"])}>
          <span>{isRecipe ? "Enter opens the recipe" : `Enter adds ${summary}`}</span>
          <Button small onPress={add}>
            {isRecipe ? "Open" : "Add"}
          </Button>
        </div>
      )}
      {notes.length > 0 && (
        <div className={classNames(styles["notes"])} role="status">
          {notes.map((note) => (
            <Note key={note} look="note" message={note} />
          ))}
        </div>
      )}
    </div>
  );
}

/** The files being read, each with a button to cancel it. */
function FileReadList() {
  const reads = useCompose((state) => state.fileReads);
  const cancel = useCompose((state) => state.cancelFileRead);
  return (
    <div role="status">
      {reads.map(({ id, message }) => {
        const text = escapeInvisible(message);
        return (
          <div className={classNames(styles["status"])} key={id}>
            <Spinner />
            <bdi className={classNames(styles["text"])} title={text}>
              {text}
            </bdi>
            <Elapsed />
            <Button
              look="quiet"
              small
              aria-label={`Cancel: ${text}`}
              onPress={() => {
                cancel(id);
                // The focused button disappears: move the focus.
                useNavigation.getState().requestFocus("addSource");
              }}
            >
              Cancel
            </Button>
          </div>
        );
      })}
    </div>
  );
}

function FileFailures() {
  const failures = useCompose((state) => state.fileFailures);
  const dismiss = useCompose((state) => state.dismissFileFailures);
  return failures.map((failure, at) => (
    <div className={classNames(styles["failure"])} key={failure.message + (failure.detail ?? "")}>
      <FailureNote failure={failure}>
        {at === failures.length - 1 && (
          <Button small onPress={dismiss}>
            Dismiss
          </Button>
        )}
      </FailureNote>
    </div>
  ));
}

/** The sources of the draft, and the ways to add them. */
export function SourcesPane() {
  const count = useCompose((state) => state.draft.sources.length);
  useRecordRecentSources();
  return (
    <Pane
      label="Sources"
      head={
        <>
          <span className={classNames(styles["count"])}>{count > 0 ? count : ""}</span>
          <CommandMenu
            label="Add from disk"
            icon={<Plus size={15} aria-hidden />}
            placement="bottom end"
            items={[
              { id: "source.chooseLayout", label: "Add OCI layout…" },
              { id: "source.chooseArchive", label: "Add archive…" },
              { id: "source.chooseDescriptor", label: "Add descriptor file…" },
              { id: "source.chooseList", label: "Add references from file…" },
            ]}
          />
        </>
      }
    >
      <AddSource />
      <SourceLimits />
      <FileReadList />
      <FileFailures />
      <ImportReports />
      <RecipeStatus />
      <EditTagStatus />
      {count === 0 ? <SampleLibrary /> : <SourceList />}
      {count > 0 && <MoreSamples />}
    </Pane>
  );
}
