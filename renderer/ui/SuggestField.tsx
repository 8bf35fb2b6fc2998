import { ChevronDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { classNames } from "./classNames.ts";
import fieldStyles from "./Field.module.css";
import styles from "./SuggestField.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";

export interface Suggestion {
  readonly id: string;
  /** An explanation on one line. */
  readonly meaning?: string;
}

interface SuggestFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly suggestions: readonly Suggestion[];
  readonly placeholder?: string;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly autoFocus?: boolean;
}

/** Most suggestions to list; typing narrows them down. Each one costs time with every letter. */
const maxListed = 40;

/** The suggestions that contain a text, in any case. */
function matchingSuggestions(
  suggestions: readonly Suggestion[],
  text: string,
): readonly Suggestion[] {
  const wanted = text.toLowerCase();
  return suggestions.filter(({ id }) => id.toLowerCase().includes(wanted));
}

/** A text input with suggestions that accepts any other text. */
export function SuggestField(props: SuggestFieldProps) {
  const { suggestions, value } = props;
  const [isFocused, setFocused] = useState(false);
  // Its button lists the suggestions whatever the text is.
  const [isListingAll, setListingAll] = useState(false);
  const matching = useMemo(
    () => (isListingAll || !isFocused ? suggestions : matchingSuggestions(suggestions, value)),
    [suggestions, value, isListingAll, isFocused],
  );
  // One is enough for the button to open the list.
  const listed = matching.slice(0, isFocused ? maxListed : 1);
  const more = matching.length - listed.length;
  return (
    <ComboBox
      className={classNames(styles["combo"])}
      aria-label={props.label}
      inputValue={value}
      onInputChange={(text) => {
        setListingAll(false);
        props.onChange(text);
      }}
      onOpenChange={(_isOpen, trigger) => setListingAll(trigger === "manual")}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      items={listed}
      allowsCustomValue
      menuTrigger="input"
      isInvalid={props.isInvalid ?? false}
      {...(props.describedBy === undefined ? {} : { "aria-describedby": props.describedBy })}
    >
      <Input
        className={classNames(
          fieldStyles["input"],
          styles["input"],
          props.isInvalid && fieldStyles["invalid"],
        )}
        spellCheck={false}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user just added this field
        autoFocus={props.autoFocus ?? false}
        {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      />
      <Button className={classNames(styles["open"])}>
        <ChevronDown size={13} aria-hidden />
      </Button>
      <Popover className={classNames(styles["popover"])} offset={4}>
        <ListBox<Suggestion> className={classNames(styles["list"])}>
          {(item) => (
            <ListBoxItem id={item.id} textValue={item.id} className={classNames(styles["option"])}>
              <span className={classNames(styles["name"])}>{escapeInvisible(item.id)}</span>
              {item.meaning !== undefined && (
                <span className={classNames(styles["meaning"])}>{item.meaning}</span>
              )}
            </ListBoxItem>
          )}
        </ListBox>
        {more > 0 && (
          <p className={classNames(styles["more"])}>
            {more.toLocaleString("en")} more: type to narrow them down.
          </p>
        )}
      </Popover>
    </ComboBox>
  );
}
