import { useMemo } from "react";
import type {
  ChangeKind,
  Comparison,
  EntryPair,
  ImageComparison,
} from "../../../shared/comparison.ts";
import { Button } from "../../ui/Button.tsx";
import { ChangeSign } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { placeKey } from "./compareSteps.ts";
import { changedImages, indexId, useCompare } from "./compareStore.ts";
import { type FilteredItem, FilteredList } from "./FilteredList.tsx";
import type { Loading } from "./loading.ts";
import { pairLabel } from "./pairLabel.ts";
import styles from "./Rows.module.css";
import { summarizeImages } from "./summarize.ts";
import { differing } from "./ValueRow.tsx";

interface EntryItem extends FilteredItem {
  readonly change: ChangeKind;
  readonly label: string;
  readonly notes: readonly string[];
}

const entryList = "entries";

const filters = [{ ...differing, kinds: [...differing.kinds, indexId] }];

const order: Readonly<Record<ChangeKind, number>> = { added: 0, removed: 1, changed: 2, same: 3 };

function entryItem(pair: EntryPair, images: Loading<ImageComparison> | undefined): EntryItem {
  const { id, kind } = pair;
  const notes = [...pair.notes, ...(kind === "changed" ? describeImages(pair, images) : [])];
  const label = pairLabel(pair);
  return {
    id,
    kind,
    change: kind,
    label,
    notes,
    text: [label, kind, ...notes].join(", "),
  };
}

/** What is known of the images of a pair. */
function describeImages(
  pair: EntryPair,
  images: Loading<ImageComparison> | undefined,
): readonly string[] {
  switch (images?.kind) {
    case "reading":
      return ["reading…"];
    case "failed":
      return ["could not be read"];
    case "read":
      return [summarizeImages(pair, images.value)];
    case undefined:
      return [];
  }
}

/** Reads all images that changed, so that each row says how much. */
function ReadAll({ comparison }: { readonly comparison: Comparison }) {
  const isReading = useCompare((state) => state.isReadingAll);
  const images = useCompare((state) => state.images);
  const { readAll, stopReadingAll } = useCompare.getState();
  const changed = changedImages(comparison);
  const isDone = changed.every(({ id }) => images[id]?.kind === "read");
  if (changed.length < 2 || (isDone && !isReading)) {
    return null;
  }
  return (
    <Button look="quiet" small onPress={isReading ? stopReadingAll : readAll}>
      {isReading ? "Stop reading" : `Read all ${changed.length} changed`}
    </Button>
  );
}

/** The index itself, as the first row. */
function indexItem({ changes, isIdentical }: Comparison): EntryItem {
  const count = changes.values.filter(({ kind }) => kind !== "same").length;
  const kind = isIdentical ? "same" : "changed";
  const notes = count === 0 ? [] : [`${count} of its own fields and annotations differ`];
  return {
    id: indexId,
    kind: indexId,
    change: kind,
    label: "Index",
    notes,
    text: ["Index", kind, ...notes].join(", "),
  };
}

function renderEntry({ change, label, notes }: EntryItem) {
  return (
    <div className={classNames(styles["entry"])}>
      <ChangeSign kind={change} />
      <span className={classNames(styles["label"])}>
        <UntrustedText text={label} />
      </span>
      {notes.length > 0 && (
        <span className={classNames(styles["notes"])}>
          <UntrustedText text={notes.join(", ")} />
        </span>
      )}
    </div>
  );
}

/** The index and its entries on both sides; the selected one is shown beside the list. */
export function EntryPairs({ comparison }: { readonly comparison: Comparison }) {
  const selected = useCompare((state) => state.selected);
  const images = useCompare((state) => state.images);
  const { select, step, places, above } = useCompare.getState();
  const isArrived = places[placeKey(step, entryList)] !== undefined || above.length > 0;
  const items = useMemo(
    () => [
      indexItem(comparison),
      ...comparison.pairs
        .toSorted((a, b) => order[a.kind] - order[b.kind])
        .map((pair) => entryItem(pair, images[pair.id])),
    ],
    [comparison, images],
  );
  const selection = useMemo(
    () => ({
      selected: new Set([selected]),
      // One entry is shown: the last one of a range.
      onChange: (ids: ReadonlySet<string>) => {
        const id = [...ids].at(-1);
        if (id !== undefined) {
          select(id);
        }
      },
    }),
    [selected, select],
  );
  return (
    <FilteredList
      label="Entries"
      items={items}
      noun="entry"
      plural="entries"
      filters={filters}
      empty="There are no entries."
      estimatedHeight={27}
      head={<ReadAll comparison={comparison} />}
      selection={selection}
      list={entryList}
      focused={isArrived ? selected : undefined}
      onAction={({ id }) => select(id)}
    >
      {renderEntry}
    </FilteredList>
  );
}
