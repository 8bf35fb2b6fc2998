import {
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { countOf } from "../../../shared/countOf.ts";
import {
  type FileComparison,
  type FileDifferenceKind,
  fileDifferenceKinds,
  type FilesCost,
} from "../../../shared/fileComparison.ts";
import { Button } from "../../ui/Button.tsx";
import { ChangeSign } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import {
  type ListPosition,
  VirtualList,
  type VirtualListHandle,
} from "../../ui/list/VirtualList.tsx";
import { Note } from "../../ui/Note.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { costText } from "../inspect/files/costText.ts";
import styles from "./Comparison.module.css";
import { firstPairView } from "./compareSteps.ts";
import { useCompare } from "./compareStore.ts";
import {
  DifferenceReader,
  type DifferenceRequest,
  type FoundDifferences,
} from "./differenceReader.ts";
import { differenceWords, type FileItem } from "./fileItems.ts";
import { FilterBar } from "./FilterBar.tsx";
import listStyles from "./FilteredList.module.css";
import { useKeepPlace, useListPlace } from "./useListPlace.ts";
import rows from "./Rows.module.css";

const sureFilters = [
  { value: "added", label: "Added", kinds: ["added"] },
  { value: "removed", label: "Removed", kinds: ["removed"] },
  { value: "changed", label: "Changed", kinds: ["changed"] },
] as const;

const partialFilters = [
  ...sureFilters,
  { value: "unsure", label: "Not known", kinds: ["addedOrChanged", "removedOrChanged"] },
] as const;

/** Of a row with the line below it, in pixels, whether it is read or not. Other heights would be measured row by row. */
const rowHeight = 23;

const orders = [
  { value: "size", label: "By size" },
  { value: "path", label: "By path" },
] as const;

function renderFile({ sign, word, folder, name, details, size }: FileItem) {
  return (
    <div className={classNames(rows["file"])}>
      <ChangeSign kind={sign} word={word} />
      <span className={classNames(rows["path"])} title={escapeInvisible(folder + name)}>
        <span className={classNames(rows["folder"])}>
          <UntrustedText text={folder} />
        </span>
        <span className={classNames(rows["fileName"])}>
          <UntrustedText text={name} />
        </span>
      </span>
      <span className={classNames(rows["fileDetails"])} title={escapeInvisible(details)}>
        <UntrustedText text={details} />
      </span>
      <span className={classNames(rows["size"])}>{size}</span>
    </div>
  );
}

/** How many files differ in each way, and by how many bytes: `2 added, +1.2 MB · 1 changed, −3 B`. */
function summarize(counts: FileComparison["counts"]): string {
  const part = (kind: FileDifferenceKind): string => {
    const { count, bytes } = counts[kind];
    const sign = bytes < 0 ? "−" : "+";
    const words = `${count.toLocaleString("en")} ${differenceWords[kind]}`;
    return bytes === 0 ? words : `${words}, ${sign}${formatBytes(Math.abs(bytes))}`;
  };
  return fileDifferenceKinds
    .filter((kind) => counts[kind].count > 0)
    .map(part)
    .join(" · ");
}

function countOfKinds(
  counts: FileComparison["counts"],
  kinds: readonly FileDifferenceKind[],
): number {
  return kinds.reduce((sum, kind) => sum + counts[kind].count, 0);
}

interface FileDifferencesProps {
  readonly comparison: FileComparison;
  readonly cost: FilesCost;
  readonly pairId: string;
  /** Reads the shared layers too. */
  readonly onReadShared: () => void;
  /** Compares the files again, which are no longer kept. */
  readonly onReadAgain: () => void;
}

type NotesProps = Pick<FileDifferencesProps, "comparison" | "cost" | "onReadShared">;

function Notes({ comparison, cost, onReadShared }: NotesProps) {
  const { uncertain, unread, tocs, isVerified } = comparison;
  const { shared } = cost;
  const [below, them] = unread === 1 ? ["layer is", "it"] : [`${unread} layers are`, "them"];
  return (
    <div className={classNames(styles["notes"])}>
      {unread > 0 && (
        <Note
          look="note"
          message={`The lowest ${below} the same in both images, and not read. A file that only one image writes above ${them} may be in ${them} too.`}
        >
          <Button small onPress={onReadShared}>
            {shared.layers === 0
              ? `Compare with ${them}`
              : `Read ${them} too (${costText({ size: shared.bytes, isByToc: shared.tocs > 0 })})`}
          </Button>
        </Note>
      )}
      {uncertain > 0 && (
        <Note
          look="note"
          message={`${countOf(uncertain, "file")} could not be compared by content. Nothing else of ${uncertain === 1 ? "it" : "them"} differs.`}
        />
      )}
      {!isVerified && (
        <Note
          look="warning"
          message="The digests in the manifests do not vouch for everything that was read: a layer has data after its end, or a table of contents without a digest."
        />
      )}
      {tocs > 0 && (
        <p className={classNames(styles["none"], styles["inline"])}>
          {countOf(tocs, "layer")} {tocs === 1 ? "was" : "were"} listed by the table of contents in
          it.
        </p>
      )}
    </div>
  );
}

/** A row that asks for its content while it is on screen. */
function UnreadFile({
  at,
  onShown,
}: {
  readonly at: number;
  readonly onShown: (at: number) => void;
}) {
  useEffect(() => onShown(at), [at, onShown]);
  return <div className={classNames(rows["file"], rows["muted"])}>…</div>;
}

/** A row by its position, since most are not read. */
interface FileRow {
  readonly id: string;
  readonly at: number;
}

/** The differences that answer a query. Those of the last query stay until the new ones are there. */
function useDifferences(request: DifferenceRequest, comparison: FileComparison): FoundDifferences {
  const [found, setFound] = useState<FoundDifferences>({ kind: "reading" });
  const key = JSON.stringify(request);
  useEffect(() => {
    const reader = new DifferenceReader(JSON.parse(key) as DifferenceRequest, setFound);
    return () => reader.stop();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- other files are compared under the same ids
  }, [key, comparison]);
  return found;
}

interface FileListProps {
  readonly found: FoundDifferences;
  readonly hasDifferences: boolean;
  readonly listRef: RefObject<VirtualListHandle | null>;
  /** Where the list was left. */
  readonly position: ListPosition | undefined;
  readonly onReadAgain: () => void;
}

function FileList({ found, hasDifferences, listRef, position, onReadAgain }: FileListProps) {
  const total = found.kind === "read" ? found.total : 0;
  const items = useMemo(
    () => Array.from({ length: total }, (_, at): FileRow => ({ id: `${at}`, at })),
    [total],
  );
  const textOf = useCallback(
    ({ at }: FileRow) => (found.kind === "read" ? (found.itemAt(at)?.text ?? "…") : ""),
    [found],
  );
  const renderRow = useCallback(
    ({ at }: FileRow) => {
      const item = found.kind === "read" ? found.itemAt(at) : undefined;
      return found.kind === "read" && item === undefined ? (
        <UnreadFile at={at} onShown={found.want} />
      ) : (
        item && renderFile(item)
      );
    },
    [found],
  );
  switch (found.kind) {
    case "reading":
      return <p className={classNames(styles["none"])}>Sorting the differences…</p>;
    case "failed":
      return (
        <RequestFailure failure={found.failure}>
          <Button small onPress={onReadAgain}>
            Compare files again
          </Button>
        </RequestFailure>
      );
    case "read":
      return total === 0 ? (
        <p className={classNames(styles["none"])}>
          {hasDifferences ? "No file matches." : "Both images have the same files."}
        </p>
      ) : (
        <VirtualList<FileRow>
          ref={listRef}
          initialPosition={position}
          label="Files"
          items={items}
          estimatedHeight={rowHeight}
          textOf={textOf}
        >
          {renderRow}
        </VirtualList>
      );
  }
}

/** The files that two images do not have in common. */
export function FileDifferences({ pairId, onReadAgain, ...notes }: FileDifferencesProps) {
  const { comparison } = notes;
  const { counts, unread } = comparison;
  const comparisonId = useCompare((state) =>
    state.comparison?.kind === "read" ? state.comparison.value.id : "",
  );
  const order = useCompare(({ views }) => (views[pairId] ?? firstPairView).fileOrder);
  const { key, place } = useListPlace(`${pairId} files`);
  const [chosen, setChosen] = useState(place?.filter ?? "all");
  const [find, setFind] = useState(place?.find ?? "");
  const searched = useDeferredValue(find).trim();
  const filters = unread > 0 ? partialFilters : sureFilters;
  // Once the shared layers are read, all is known.
  const filter = filters.some(({ value }) => value === chosen) ? chosen : "all";
  const total = countOfKinds(counts, fileDifferenceKinds);
  const kinds = filters.find(({ value }) => value === filter)?.kinds;
  const query = { find: searched, order, ...(kinds === undefined ? {} : { kinds: [...kinds] }) };
  const found = useDifferences({ comparisonId, pairId, query }, comparison);
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualListHandle>(null);
  useKeepPlace(key, () => ({ filter: chosen, find, position: list.current?.position() }));
  return (
    <div className={classNames(styles["part"])}>
      <Notes {...notes} />
      <div ref={frame} className={classNames(listStyles["frame"])}>
        <FilterBar
          plural="files"
          choices={[
            ...filters.map(({ value, label, kinds: own }) => ({
              value,
              label,
              count: countOfKinds(counts, own),
            })),
            { value: "all", label: "All", count: total },
          ]}
          filter={filter}
          onFilter={setChosen}
          find={find}
          onFind={setFind}
          status={searched !== "" && found.kind === "read" ? countOf(found.total, "file") : ""}
          frame={frame}
          onEnterList={() => {
            list.current?.show("0", { focus: true });
            return list.current !== null;
          }}
        >
          <Toggle
            label="Order"
            value={order}
            choices={orders}
            onChange={(fileOrder) => useCompare.getState().changeView(pairId, { fileOrder })}
          />
          <span className={classNames(rows["muted"])}>{summarize(counts)}</span>
        </FilterBar>
        <FileList
          found={found}
          hasDifferences={total > 0}
          listRef={list}
          position={place?.position}
          onReadAgain={onReadAgain}
        />
      </div>
    </div>
  );
}
