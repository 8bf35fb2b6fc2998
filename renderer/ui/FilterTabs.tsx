import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./FilterTabs.module.css";

interface FilterOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly count: number;
}

interface FilterTabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly FilterOption<T>[];
  readonly onChange: (value: T) => void;
}

/** Joined buttons that choose which rows of a list are shown, each with its number of rows. */
export function FilterTabs<T extends string>(props: FilterTabsProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={props.label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={(keys) => keys.forEach((key) => props.onChange(key as T))}
      className={classNames(styles["group"])}
    >
      {props.choices.map(({ value, label, count }) => (
        <ToggleButton key={value} id={value} className={classNames(styles["choice"])}>
          {label} {count.toLocaleString("en")}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
