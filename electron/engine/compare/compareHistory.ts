import type { ValueChange } from "../../../shared/comparison.ts";
import { listAt, type LooseObject, textAt } from "../inspect/evidence/looseJson.ts";

/** Most steps that are compared in order; more are not those of a real image. */
const maxSteps = 1000;

/** The build steps of a config, in order. Source: OCI image-spec 1.1, "config.md", `history`. */
export function historySteps(document: LooseObject): readonly string[] {
  return listAt(document, "history")
    .slice(0, maxSteps)
    .map((step) => textAt(step, "created_by") ?? textAt(step, "comment") ?? "(no command)");
}

/** Compares build steps in their order: the longest common sequence stays, the others are added or removed. */
export function compareHistory(
  before: readonly string[],
  after: readonly string[],
): readonly ValueChange[] {
  const lengths = commonLengths(before, after);
  const changes: ValueChange[] = [];
  let [at, to] = [0, 0];
  while (at < before.length || to < after.length) {
    const [old, now] = [before[at], after[to]];
    if (old !== undefined && old === now) {
      changes.push({ ...stepAt(to), kind: "same", before: old, after: now });
      [at, to] = [at + 1, to + 1];
    } else if (
      old !== undefined &&
      (now === undefined || (lengths[at + 1]?.[to] ?? 0) >= (lengths[at]?.[to + 1] ?? 0))
    ) {
      changes.push({ ...stepAt(at), kind: "removed", before: old });
      at += 1;
    } else {
      changes.push({ ...stepAt(to), kind: "added", after: now ?? "" });
      to += 1;
    }
  }
  return changes;
}

function stepAt(position: number): Pick<ValueChange, "section" | "name"> {
  return { section: "history", name: `step ${position + 1}` };
}

/** The lengths of the longest common sequences of all ends of two lists. */
function commonLengths(
  before: readonly string[],
  after: readonly string[],
): readonly Uint16Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let at = before.length - 1; at >= 0; at -= 1) {
    for (let to = after.length - 1; to >= 0; to -= 1) {
      const row = rows[at] as Uint16Array;
      const next = rows[at + 1] as Uint16Array;
      row[to] =
        before[at] === after[to]
          ? (next[to + 1] ?? 0) + 1
          : Math.max(next[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return rows;
}
