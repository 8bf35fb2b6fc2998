import { useMemo } from "react";
import { groupLosses, type LossGroup } from "./groupLosses.ts";
import { isKept } from "./keepOption.ts";
import { useCompose } from "../composeStore.ts";

const none: readonly LossGroup[] = [];

/** The known losses of the draft, kept or not, grouped by the option that keeps them. */
export function useLosses(): readonly LossGroup[] {
  const preview = useCompose((state) => state.preview);
  const remoteLosses = useCompose((state) => state.remoteLosses.losses);
  const draft = useCompose((state) => state.draft);
  const groups = useMemo(() => {
    if (preview === undefined) {
      return none;
    }
    const present = new Set(draft.sources.map(({ id }) => id));
    return groupLosses(
      [...preview.losses, ...remoteLosses].filter(({ source }) => present.has(source)),
    );
  }, [preview, remoteLosses, draft.sources]);
  // Options apply at once, before the next preview.
  return useMemo(
    () =>
      groups.map((group) =>
        group.keep === undefined ? group : { ...group, kept: isKept(draft, group.keep) },
      ),
    [groups, draft],
  );
}

/** The number of losses that are not kept. */
export function useLostCount(): number {
  return useLosses().filter(({ kept }) => !kept).length;
}
