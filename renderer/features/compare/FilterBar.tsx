import { type ReactNode, type RefObject, useState } from "react";
import { classNames } from "../../ui/classNames.ts";
import { FilterTabs } from "../../ui/FilterTabs.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useFindKey } from "../../ui/useFindKey.ts";
import styles from "./FilteredList.module.css";

interface FilterBarProps {
  /** What the rows are, in the plural: `files`. */
  readonly plural: string;
  /** The filters with the number of their rows. */
  readonly choices: readonly {
    readonly value: string;
    readonly label: string;
    readonly count: number;
  }[];
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly find: string;
  readonly onFind: (find: string) => void;
  /** How many rows were found; empty if nothing is searched. */
  readonly status: string;
  /** Where Ctrl+F leads to the field. */
  readonly frame: RefObject<HTMLElement | null>;
  /** Leads to the first row of the list. @returns whether it has one */
  readonly onEnterList: () => boolean;
  /** Shown beside the filters. */
  readonly children?: ReactNode;
}

/** The filters of a list, and the field that searches it. */
export function FilterBar(props: FilterBarProps) {
  const { plural, find, onFind } = props;
  const [field, setField] = useState<HTMLInputElement | null>(null);
  useFindKey(props.frame, () => {
    field?.focus();
    field?.select();
  });
  return (
    <div className={classNames(styles["bar"])}>
      <FilterTabs
        label={`Show ${plural}`}
        value={props.filter}
        choices={props.choices}
        onChange={props.onFilter}
      />
      <div className={classNames(styles["find"])}>
        <TextInput
          label={`Find ${plural}`}
          placeholder={`Find ${plural}`}
          value={find}
          onChange={onFind}
          inputRef={setField}
          onKeyDown={(event) => {
            if (event.key === "Escape" && find !== "") {
              event.preventDefault();
              onFind("");
            } else if (
              (event.key === "ArrowDown" || event.key === "Enter") &&
              props.onEnterList()
            ) {
              event.preventDefault();
            }
          }}
        />
      </div>
      <span role="status" className={classNames(styles["count"])}>
        {props.status}
      </span>
      {props.children}
    </div>
  );
}
