import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./FilterTabs.module.css";

interface ToggleProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** Joined buttons of which one is on. */
export function Toggle<T extends string>({ label, value, choices, onChange }: ToggleProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => keys.forEach((key) => onChange(key as T))}
      className={classNames(styles["group"])}
    >
      {choices.map((choice) => (
        <ToggleButton key={choice.value} id={choice.value} className={classNames(styles["choice"])}>
          {choice.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
