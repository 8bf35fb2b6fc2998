import { Search } from "lucide-react";
import type { Ref } from "react";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FilterTabs } from "../../../ui/FilterTabs.tsx";
import { FindField } from "../../../ui/FindField.tsx";
import styles from "./EntryFilter.module.css";
import type { RowFilter } from "./filterRows.ts";

interface EntryFilterProps {
  readonly filter: RowFilter;
  readonly onChange: (filter: RowFilter) => void;
  readonly includedCount: number;
  readonly total: number;
  /** The number of entries that pass the filter. */
  readonly shownCount: number;
  readonly isFinding: boolean;
  readonly onFind: (isFinding: boolean) => void;
  /** Moves the focus to the first shown entry. */
  readonly onShow: () => void;
  readonly fieldRef: Ref<HTMLInputElement>;
}

/** Narrows the list to included or excluded entries, and to those with a text. */
export function EntryFilter(props: EntryFilterProps) {
  const { filter, onChange, includedCount, total, shownCount } = props;
  return (
    <div className={classNames(styles["bar"])}>
      <FilterTabs
        label="Shown entries"
        value={filter.shown}
        choices={[
          { value: "included", label: "Included", count: includedCount },
          { value: "excluded", label: "Excluded", count: total - includedCount },
          { value: "all", label: "All", count: total },
        ]}
        onChange={(shown) => onChange({ ...filter, shown })}
      />
      {props.isFinding ? (
        <FindField
          label="Find entries"
          value={filter.find}
          onChange={(find) => onChange({ ...filter, find })}
          count={`${shownCount.toLocaleString("en")} of ${total.toLocaleString("en")}`}
          onShow={props.onShow}
          onClose={() => props.onFind(false)}
          inputRef={props.fieldRef}
        />
      ) : (
        <>
          <span className={classNames(styles["spacer"])} />
          <IconButton label="Find entries (Ctrl+F)" onPress={() => props.onFind(true)}>
            <Search size={13} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}
