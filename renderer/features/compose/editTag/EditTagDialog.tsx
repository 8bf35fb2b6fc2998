import { useEffect, useRef } from "react";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { TextInput } from "../../../ui/TextInput.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useReferenceCompletion } from "../../suggestions/useReferenceCompletion.tsx";
import { useCompose } from "../composeStore.ts";
import { normalizeReference } from "../../../../shared/paste/normalizeReference.ts";
import { startTagEdit } from "./startTagEdit.ts";

function TagField({ text }: { readonly text: string }) {
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText: useCompose.getState().setEditTagText,
    fieldRef: input,
  });
  // The suggested tag is replaced by typing.
  useEffect(() => input.current?.select(), []);
  return (
    <>
      <TextInput
        label="Tag to edit"
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

/** The dialog that asks which tag to edit. */
export function EditTagDialog() {
  const text = useCompose((state) => state.editTagText);
  const { setEditTagText } = useCompose.getState();
  if (text === undefined) {
    return null;
  }
  const normalized = normalizeReference(text);
  const isBlank = text.trim() === "";
  return (
    <FormDialog
      title="Edit a tag"
      width={520}
      action="Edit"
      isValid={!isBlank && normalized.kind === "reference"}
      words="The index behind it becomes the draft, and the tag its target. Undo brings the current draft back."
      onSubmit={() => {
        if (normalized.kind === "reference") {
          startTagEdit(normalized.text);
        }
      }}
      onClose={() => setEditTagText(undefined)}
    >
      <TagField text={text} />
      {!isBlank && normalized.kind === "rejected" && <UntrustedText text={normalized.reason} />}
    </FormDialog>
  );
}
