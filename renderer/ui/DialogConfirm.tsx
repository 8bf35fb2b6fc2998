import { CheckBox } from "./CheckBox.tsx";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import styles from "./ModalDialog.module.css";

interface DialogConfirmProps {
  /** What is lost, a sentence each. Without any, nothing is shown. */
  readonly confirmations: readonly string[];
  /** What is done nevertheless: `Delete anyway.` */
  readonly action: string;
  readonly isConfirmed: boolean;
  readonly onChange: (isConfirmed: boolean) => void;
}

/** The part of a dialog, above its footer, that asks to confirm what is lost. */
export function DialogConfirm({
  confirmations,
  action,
  isConfirmed,
  onChange,
}: DialogConfirmProps) {
  return confirmations.length === 0 ? null : (
    <div className={classNames(styles["confirm"])}>
      <CheckBox isSelected={isConfirmed} onChange={onChange}>
        {escapeInvisible(confirmations.join(" "))} {action}
      </CheckBox>
    </div>
  );
}
