import { Pin } from "lucide-react";
import { useDeferredValue } from "react";
import type { DraftSource } from "../../../../shared/draft.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { useCompose } from "../composeStore.ts";

/** Marks a source that is a tag, which may move, and pins it to its current digest. */
export function PinButton({ source }: { readonly source: DraftSource }) {
  const current = useCompose((state) => {
    const status = state.sources[source.id];
    return status?.kind === "resolved" && status.source.isMutable
      ? `${status.source.name}@${status.source.digest}`
      : undefined;
  });
  const pinned = useDeferredValue(current);
  const choose = useCompose((state) => state.chooseSource);
  return pinned === undefined ? null : (
    <IconButton
      label={`Pin ${source.text} to its digest`}
      tip="A tag, which may move later; the digest shown is what gets pushed. Pin it to this digest"
      onPress={() => choose(source.id, [pinned])}
    >
      <Pin size={12} aria-hidden />
    </IconButton>
  );
}
