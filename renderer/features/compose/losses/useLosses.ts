import { useMemo } from "react";
import { groupLosses, type LossGroup } from "./groupLosses.ts";
import { isKept } from "./keepOption.ts";
import { useCompose } from "../composeStore.ts";

const none: readonly LossGroup[] = [];

/** What the sources have and a push would leave behind or keep by a switch, as far as it is known. */
export function useLosses(): readonly LossGroup[] {
  const preview = useCompose((state) => state.preview);
  const asked = useCompose((state) => state.remoteLosses.losses);
  const draft = useCompose((state) => state.draft);
  const groups = useMemo(() => {
    if (preview === null) {
      return none;
    }
    const present = new Set(draft.sources.map(({ id }) => id));
    return groupLosses([...preview.losses, ...asked].filter(({ source }) => present.has(source)));
  }, [preview, asked, draft.sources]);
  // What a switch was turned to is so from then on, not from the next preview on.
  return useMemo(
    () =>
      groups.map((group) =>
        group.keep === undefined ? group : { ...group, kept: isKept(draft, group.keep) },
      ),
    [groups, draft],
  );
}

/** How many things would be left behind. */
export function useLostCount(): number {
  return useLosses().filter(({ kept }) => !kept).length;
}
