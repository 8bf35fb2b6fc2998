import type { Draft, IndexFormat } from "../../../../shared/draft.ts";
import type { ComposeContext } from "../composeState.ts";

/** The options of the index itself. */
export interface IndexOptionsSlice {
  /** @param format undefined: automatic */
  readonly setIndexFormat: (format: IndexFormat | undefined) => void;
  /** Sets the artifact type or the subject; empty text removes it, also one that was kept of a source. */
  readonly setIndexField: (field: "artifactType" | "subject", text: string) => void;
}

/** The option that copies a field of a source. */
const keepOption = { artifactType: "keepArtifactType", subject: "keepSubject" } as const;

/** Sets a field of the index to a text; empty text removes it. */
export function setIndexField(
  draft: Draft,
  field: "artifactType" | "subject",
  text: string,
): Draft {
  const { [field]: _, ...rest } = draft;
  const others = { ...rest, [keepOption[field]]: false };
  const value = text.trim();
  return value === "" ? others : { ...others, [field]: value };
}

export function createIndexOptionsSlice({ get, changeDraft }: ComposeContext): IndexOptionsSlice {
  return {
    setIndexFormat: (format) => {
      const { indexFormat: _, ...rest } = get().draft;
      changeDraft(format === undefined ? rest : { ...rest, indexFormat: format });
    },
    setIndexField: (field, text) => changeDraft(setIndexField(get().draft, field, text)),
  };
}
