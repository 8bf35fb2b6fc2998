import { Plus, RotateCcw, X } from "lucide-react";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { SuggestField } from "../../../ui/SuggestField.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { ValueInput } from "../../../ui/ValueInput.tsx";
import { annotationKeys } from "../annotations/annotationKeys.ts";
import styles from "./AnnotationItems.module.css";
import { type AnnotationItem, itemError, itemState } from "./entryAnnotations.ts";

interface AnnotationRowProps {
  readonly item: AnnotationItem;
  readonly error: string | undefined;
  /** @param change undefined discards an added annotation */
  readonly onChange: (change: Partial<AnnotationItem> | undefined) => void;
}

/** Removes an annotation, or resets one that is edited. */
function RowButton({ item, onChange }: Omit<AnnotationRowProps, "error">) {
  const { key, value, before, isRemoved } = item;
  return before !== undefined && (isRemoved || value !== before) ? (
    <IconButton
      label={`Reset ${key}`}
      onPress={() => onChange({ value: before, isRemoved: false })}
    >
      <RotateCcw size={13} aria-hidden />
    </IconButton>
  ) : (
    <IconButton
      label={`Remove ${key === "" ? "the new annotation" : key}`}
      onPress={() => onChange(before === undefined ? undefined : { isRemoved: true })}
    >
      <X size={14} aria-hidden />
    </IconButton>
  );
}

function AnnotationRow({ item, error, onChange }: AnnotationRowProps) {
  const { key, value, before, isRemoved } = item;
  const name = key === "" ? "the new annotation" : key;
  return (
    <li className={classNames(styles["item"])}>
      {before === undefined ? (
        <SuggestField
          label="Key of the new annotation"
          value={key}
          onChange={(text) => onChange({ key: text })}
          suggestions={annotationKeys}
          placeholder="org.opencontainers.image.…"
          isInvalid={error !== undefined}
          autoFocus={key === ""}
        />
      ) : (
        <span className={classNames(styles["key"], isRemoved && styles["removed"])} title={key}>
          <UntrustedText text={key} />
        </span>
      )}
      {isRemoved ? (
        <span />
      ) : (
        <ValueInput
          label={`Value of ${name}`}
          value={value}
          onChange={(text) => onChange({ value: text })}
        />
      )}
      <RowButton item={item} onChange={onChange} />
      <p className={classNames(styles["state"], error !== undefined && styles["error"])}>
        {error ?? <UntrustedText text={itemState(item)} />}
      </p>
    </li>
  );
}

interface AnnotationItemsProps {
  readonly items: readonly AnnotationItem[];
  readonly onChange: (items: readonly AnnotationItem[]) => void;
}

/** A list of annotations to edit. */
export function AnnotationItems({ items, onChange }: AnnotationItemsProps) {
  function change(id: string, fields: Partial<AnnotationItem> | undefined): void {
    onChange(
      items.flatMap((item) => {
        if (item.id !== id) {
          return [item];
        }
        return fields === undefined ? [] : [{ ...item, ...fields }];
      }),
    );
  }

  function add(): void {
    const id = crypto.randomUUID();
    onChange([...items, { id, key: "", value: "", before: undefined, isRemoved: false }]);
  }

  return (
    <>
      {items.length === 0 && <p className={classNames(styles["empty"])}>No annotations.</p>}
      <ul className={classNames(styles["items"])}>
        {items.map((item) => (
          <AnnotationRow
            key={item.id}
            item={item}
            error={itemError(item, items)}
            onChange={(fields) => change(item.id, fields)}
          />
        ))}
      </ul>
      <div className={classNames(styles["foot"])}>
        <Button look="quiet" small onPress={add}>
          <Plus size={13} aria-hidden /> Add annotation
        </Button>
      </div>
    </>
  );
}
