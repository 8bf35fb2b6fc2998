import { useMemo } from "react";
import { countOf } from "../../../shared/countOf.ts";
import type {
  FileComparison,
  FileDifferenceKind,
  FilesCost,
} from "../../../shared/fileComparison.ts";
import { Button } from "../../ui/Button.tsx";
import { ChangeSign } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { Note } from "../../ui/Note.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { costText } from "../inspect/files/costText.ts";
import { firstPairView } from "./compareSteps.ts";
import { useCompare } from "./compareStore.ts";
import styles from "./Comparison.module.css";
import { differenceWords, type FileItem, fileItems } from "./fileItems.ts";
import { FilteredList } from "./FilteredList.tsx";
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

const kinds = ["added", "removed", "changed", "addedOrChanged", "removedOrChanged"] as const;

/** How many files differ in each way, and by how many bytes: `2 added, +1.2 MB · 1 changed, −3 B`. */
function summarize(counts: FileComparison["counts"]): string {
  const part = (kind: FileDifferenceKind): string => {
    const { count, bytes } = counts[kind];
    const sign = bytes < 0 ? "−" : "+";
    const words = `${count.toLocaleString("en")} ${differenceWords[kind]}`;
    return bytes === 0 ? words : `${words}, ${sign}${formatBytes(Math.abs(bytes))}`;
  };
  return kinds
    .filter((kind) => counts[kind].count > 0)
    .map(part)
    .join(" · ");
}

interface FileDifferencesProps {
  readonly pairId: string;
  readonly comparison: FileComparison;
  readonly cost: FilesCost;
  /** Reads the shared layers too. */
  readonly onReadShared: () => void;
}

function Notes({ comparison, cost, onReadShared }: Omit<FileDifferencesProps, "pairId">) {
  const { hidden, uncertain, unread, tocs, isVerified } = comparison;
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
      {hidden > 0 && (
        <Note
          look="note"
          message={`${countOf(hidden, "more difference")} ${hidden === 1 ? "is" : "are"} counted, but not shown.`}
        />
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

/** The files that two images do not have in common. */
export function FileDifferences(props: FileDifferencesProps) {
  const { pairId } = props;
  const { differences, counts, unread } = props.comparison;
  const order = useCompare(({ views }) => (views[pairId] ?? firstPairView).fileOrder);
  const items = useMemo(
    () =>
      fileItems(
        order === "size"
          ? differences
          : differences.toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path))),
      ),
    [differences, order],
  );
  return (
    <div className={classNames(styles["part"])}>
      <Notes {...props} />
      <FilteredList
        list={`${pairId} files`}
        label="Files"
        items={items}
        noun="file"
        filters={unread > 0 ? partialFilters : sureFilters}
        initialFilter="all"
        empty="Both images have the same files."
        estimatedHeight={24}
        head={
          <>
            <Toggle
              label="Order"
              value={order}
              choices={orders}
              onChange={(fileOrder) => useCompare.getState().changeView(pairId, { fileOrder })}
            />
            <span className={classNames(rows["muted"])}>{summarize(counts)}</span>
          </>
        }
      >
        {renderFile}
      </FilteredList>
    </div>
  );
}
