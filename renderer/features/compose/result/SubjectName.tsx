import type { FindingSubject } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { shortDigest } from "../../../image/shortDigest.ts";
import { shortReference } from "../../../image/shortReference.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useCompose } from "../composeStore.ts";
import { rowsOf } from "./previewResult.ts";

/** Names the entry or source that a finding is about, where it is not shown next to it. */
export function SubjectName({ subject }: { readonly subject: FindingSubject }) {
  const result = useCompose((state) => state.preview?.result);
  const sources = useCompose((state) => state.draft.sources);
  if (subject.kind === "entry") {
    const rows = result === undefined ? [] : rowsOf(result);
    const same = rows.filter(({ descriptor }) => descriptor.digest === subject.digest);
    const row = same[(subject.place ?? 1) - 1];
    return row === undefined ? null : `${entryLabel(row)} · ${shortDigest(subject.digest)}`;
  }
  const at = subject.kind === "source" ? sources.findIndex(({ id }) => id === subject.id) : -1;
  return at < 0 ? null : (
    <>
      Source {at + 1} · <UntrustedText text={shortReference(sources[at]?.text ?? "")} />
    </>
  );
}
