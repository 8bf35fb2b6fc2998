import { RadioButton, RadioField, RadioGroup } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./RadioChoice.module.css";

export interface RadioOption<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface RadioChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly RadioOption<T>[];
  readonly onChange: (value: T) => void;
}

/** A horizontal radio group whose label is only for screen readers. */
export function RadioChoice<T extends string>(props: RadioChoiceProps<T>) {
  return (
    <RadioGroup
      aria-label={props.label}
      orientation="horizontal"
      value={props.value}
      onChange={(value) => props.onChange(value as T)}
      className={classNames(styles["group"])}
    >
      {props.choices.map(({ value, label }) => (
        <RadioField key={value} value={value}>
          <RadioButton className={classNames(styles["radio"])}>
            <span className={classNames(styles["ring"])} aria-hidden="true" />
            <span>{label}</span>
          </RadioButton>
        </RadioField>
      ))}
    </RadioGroup>
  );
}
