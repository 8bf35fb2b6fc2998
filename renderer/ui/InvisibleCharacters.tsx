import { classNames } from "./classNames.ts";
import { invisibleCharacters } from "./escapeInvisible.ts";
import styles from "./Field.module.css";
import { UntrustedText } from "./UntrustedText.tsx";

/** Shows the text of a field once more, escaped, if it has characters that the field does not show, or that reorder it. */
export function InvisibleCharacters({ text }: { readonly text: string }) {
  return text.search(invisibleCharacters) < 0 ? null : (
    <p className={classNames(styles["invisible"])}>
      Invisible characters: <UntrustedText text={text} />
    </p>
  );
}
