import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { classNames } from "./classNames.ts";
import { DialogBody, DialogFoot, ModalDialog } from "./ModalDialog.tsx";
import styles from "./ModalDialog.module.css";

interface FormDialogProps {
  readonly title: string;
  readonly width: number;
  /** The label of the button that submits. */
  readonly action: string;
  readonly isValid: boolean;
  /** What submitting does, in the footer. */
  readonly words: string;
  /** Called only if the form is valid; the dialog closes afterwards. */
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog with a form: Enter in a field submits it, Escape and Cancel close it. */
export function FormDialog(props: FormDialogProps) {
  const { isValid, onClose, onSubmit } = props;
  return (
    <ModalDialog title={props.title} isOpen onClose={onClose} width={props.width}>
      <form
        className={classNames(styles["form"])}
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid) {
            onSubmit();
            onClose();
          }
        }}
      >
        <DialogBody>{props.children}</DialogBody>
        <DialogFoot words={props.words}>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" type="submit" isDisabled={!isValid}>
            {props.action}
          </Button>
        </DialogFoot>
      </form>
    </ModalDialog>
  );
}
