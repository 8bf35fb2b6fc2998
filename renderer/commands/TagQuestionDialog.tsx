import { useEffect, useRef } from "react";
import { normalizeReference } from "../../shared/paste/normalizeReference.ts";
import { startTagEdit } from "../features/compose/editTag/startTagEdit.ts";
import { showTimeline } from "../features/history/showTimeline.ts";
import { useReferenceCompletion } from "../features/suggestions/useReferenceCompletion.tsx";
import { type TagQuestion, useNavigation } from "../navigation.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import { TextInput } from "../ui/TextInput.tsx";
import { UntrustedText } from "../ui/UntrustedText.tsx";

interface QuestionWords {
  readonly title: string;
  readonly label: string;
  readonly action: string;
  /** What submitting does. */
  readonly words: string;
  readonly onAnswer: (text: string) => void;
}

const questions: Readonly<Record<TagQuestion["purpose"], QuestionWords>> = {
  edit: {
    title: "Edit a tag",
    label: "Tag to edit",
    action: "Edit",
    words:
      "The index behind it becomes the draft, and the tag its target. Undo brings the current draft back.",
    onAnswer: startTagEdit,
  },
  timeline: {
    title: "Timeline of a tag",
    label: "Tag",
    action: "Show",
    words: "Shows every digest that the tag held, as far as the journal knows.",
    onAnswer: showTimeline,
  },
};

function TagField({ text, label }: { readonly text: string; readonly label: string }) {
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText: useNavigation.getState().setTagQuestionText,
    fieldRef: input,
  });
  // The suggested tag is replaced by typing.
  useEffect(() => input.current?.select(), []);
  return (
    <>
      <TextInput
        label={label}
        value={text}
        onChange={onChange}
        placeholder="ghcr.io/acme/app:1.4"
        autoFocus
        inputRef={input}
        suggesting={suggesting}
      />
      {popup}
    </>
  );
}

/** Why the text is no answer, or the reference that it is. */
function readAnswer({ purpose, text }: TagQuestion): ReturnType<typeof normalizeReference> {
  const normalized = normalizeReference(text);
  const isDigest = normalized.kind === "reference" && /@[a-z0-9+._-]+:/.test(normalized.text);
  return purpose === "timeline" && isDigest
    ? { kind: "rejected", reason: "A digest always points to the same content: enter a tag." }
    : normalized;
}

/** The dialog of a command that asks for a tag. */
export function TagQuestionDialog() {
  const question = useNavigation((state) => state.tagQuestion);
  if (question === undefined) {
    return null;
  }
  const { title, label, action, words, onAnswer } = questions[question.purpose];
  const answer = readAnswer(question);
  const isBlank = question.text.trim() === "";
  return (
    <FormDialog
      title={title}
      width={520}
      action={action}
      isValid={!isBlank && answer.kind === "reference"}
      words={words}
      onSubmit={() => {
        if (answer.kind === "reference") {
          onAnswer(answer.text);
        }
      }}
      onClose={useNavigation.getState().closeTagQuestion}
    >
      <TagField text={question.text} label={label} />
      {!isBlank && answer.kind === "rejected" && <UntrustedText text={answer.reason} />}
    </FormDialog>
  );
}
