import { classNames } from "./classNames.ts";
import styles from "./ChangeSign.module.css";

const signs = { added: "+", changed: "~", removed: "−", same: "=" } as const;

/** How something differs, as a sign whose word screen readers say. */
export type SignKind = keyof typeof signs;

interface ChangeSignProps {
  readonly kind: SignKind;
  /** The word, if it is not the kind: `upgraded`. */
  readonly word?: string;
}

/** The sign before something that was added, changed or removed. */
export function ChangeSign({ kind, word = kind }: ChangeSignProps) {
  return (
    <span
      className={classNames(styles["sign"], styles[kind])}
      role="img"
      aria-label={word}
      title={word}
    >
      {signs[kind]}
    </span>
  );
}
