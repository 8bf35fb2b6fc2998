import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "./Button.tsx";
import { classNames } from "./classNames.ts";
import { DialogBody, DialogFoot, ModalDialog } from "./ModalDialog.tsx";
import styles from "./ModalDialog.module.css";
import { isTextField } from "./nativeUndo.ts";

interface FormDialogProps {
  readonly title: string;
  readonly width: number;
  /** The label of the button that submits. */
  readonly action: string;
  readonly isValid: boolean;
  /** What submitting does, in the footer. */
  readonly words: string;
  /** Whether the form has changes that a button made. Typed text is noticed without it. */
  readonly isChanged?: boolean;
  /** Called only if the form is valid; the dialog closes afterwards. */
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog with a form. It opens with the focus on the first field. Enter in a field submits it; Escape and Cancel
 * close it, and ask first if something was changed.
 */
export function FormDialog(props: FormDialogProps) {
  const { isValid, onClose, onSubmit } = props;
  const [hasInput, setHasInput] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  /** What had the focus before the question. */
  const asker = useRef<Element>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("input:not([type=hidden]), textarea")?.focus();
  }, []);

  function requestClose(): void {
    if (isAsking) {
      keepEditing();
    } else if (hasInput || props.isChanged === true) {
      asker.current = document.activeElement;
      setAsking(true);
    } else {
      onClose();
    }
  }

  function keepEditing(): void {
    setAsking(false);
    const { current } = asker;
    const field = isTextField(current) && current.isConnected ? current : undefined;
    (field ?? form.current?.querySelector<HTMLElement>("input, textarea"))?.focus();
  }

  return (
    <ModalDialog title={props.title} isOpen onClose={requestClose} width={props.width}>
      <form
        ref={form}
        className={classNames(styles["form"])}
        onInput={() => {
          setHasInput(true);
          setAsking(false);
        }}
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid && !isAsking) {
            onSubmit();
            onClose();
          }
        }}
      >
        <DialogBody>{props.children}</DialogBody>
        {isAsking ? (
          <DialogFoot key="question" words={<span role="alert">Discard what you entered?</span>}>
            <Button onPress={onClose}>Discard</Button>
            <Button look="primary" autoFocus onPress={keepEditing}>
              Keep editing
            </Button>
          </DialogFoot>
        ) : (
          <DialogFoot words={props.words}>
            <Button onPress={requestClose}>Cancel</Button>
            <Button look="primary" type="submit" isDisabled={!isValid}>
              {props.action}
            </Button>
          </DialogFoot>
        )}
      </form>
    </ModalDialog>
  );
}
