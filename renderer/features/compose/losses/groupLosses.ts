import type { Loss, KeepOption } from "../../../../shared/preview.ts";

/** A message that applies to one or more sources. */
export interface LossItem {
  readonly message: string;
  /** Ids of the draft's sources. */
  readonly sources: readonly string[];
}

/** The losses that one option keeps, or one loss that cannot be kept. */
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
  // Index annotations are kept per source; every other option applies to the whole draft.
  return keep.kind === "indexAnnotations" ? JSON.stringify(keep) : keep.kind;
}

/** Groups losses by the option that keeps them: one option keeps the os.version of a hundred Windows images. */
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
