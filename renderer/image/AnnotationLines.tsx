import { useState } from "react";
import type { Annotations } from "../../shared/oci/descriptor.ts";
import { Button } from "../ui/Button.tsx";
import { classNames } from "../ui/classNames.ts";
import styles from "./EntryLines.module.css";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

const shown = 4;

/** Annotations, one a line; many are folded. */
export function AnnotationLines({ annotations }: { readonly annotations: Annotations }) {
  const [all, setAll] = useState(false);
  const pairs = Object.entries(annotations).sort(([one], [other]) => (one < other ? -1 : 1));
  const folded = !all && pairs.length > shown + 1;
  return (
    <>
      {(folded ? pairs.slice(0, shown) : pairs).map(([key, value]) => (
        <div
          key={key}
          className={classNames(styles["annotation"])}
          title={escapeInvisible(`${key} = ${value}`)}
          data-selectable
        >
          <span className={classNames(styles["key"])}>
            <UntrustedText text={key} />
          </span>
          <span className={classNames(styles["equals"])}> = </span>
          <span className={classNames(styles["value"])}>
            {value === "" ? "(empty)" : <UntrustedText text={value} />}
          </span>
        </div>
      ))}
      {folded && (
        <div>
          <Button look="quiet" small onPress={() => setAll(true)}>
            {pairs.length - shown} more annotations
          </Button>
        </div>
      )}
    </>
  );
}
