import type { Loss, KeepOption } from "../../../../shared/preview.ts";

/** Something that is said of one source or more in the same words. */
export interface LossItem {
  readonly message: string;
  /** Ids of the draft's sources. */
  readonly sources: readonly string[];
}

/** What one switch keeps, or one thing that nothing can keep. */
export interface LossGroup {
  readonly key: string;
  readonly keep?: KeepOption;
  readonly kept: boolean;
  readonly items: readonly LossItem[];
}

function keyOf({ code, message, keep }: Loss): string {
  if (keep === undefined) {
    return `${code} ${message}`;
  }
  // The annotations of each source are taken over by themselves; every other switch is the draft's.
  return keep.kind === "indexAnnotations" ? JSON.stringify(keep) : keep.kind;
}

/** Losses by what can be done about them: a hundred Windows images lose their os.version by one switch. */
export function groupLosses(losses: readonly Loss[]): readonly LossGroup[] {
  return [...Map.groupBy(losses, keyOf)].map(([key, group]) => {
    const keep = group[0]?.keep;
    const items = [...Map.groupBy(group, ({ message }) => message)].map(([message, same]) => ({
      message,
      sources: [...new Set(same.map(({ source }) => source))],
    }));
    return {
      key,
      ...(keep === undefined ? {} : { keep }),
      kept: group.every(({ kept }) => kept),
      items,
    };
  });
}
