import { Fragment } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useCompose } from "../composeStore.ts";
import { editedFields } from "./platformFields.ts";
import styles from "./ResultEntry.module.css";

/** The fields of an entry that the draft edits, with a button that resets them. */
export function EditedFields({ row }: { readonly row: ResultRow }) {
  const edit = useCompose((state) => state.editPlatform);
  const fields = editedFields(row);
  if (fields.length === 0) {
    return null;
  }
  const label = entryLabel(row);
  return (
    <p className={classNames(styles["edited"])}>
      <span>
        {fields.map(({ name, text, origin }, at) => (
          <Fragment key={name}>
            {at > 0 && ", "}
            {name}: <UntrustedText text={text === "" ? "none" : text} /> (
            <UntrustedText text={origin} />)
          </Fragment>
        ))}
      </span>
      <Button
        look="quiet"
        small
        aria-label={`Reset the platform of ${label}`}
        onPress={() => edit(row.descriptor.digest, {}, label)}
      >
        Reset
      </Button>
    </p>
  );
}
