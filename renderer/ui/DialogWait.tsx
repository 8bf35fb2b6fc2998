import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { DialogBody, DialogFoot } from "./ModalDialog.tsx";
import { ProgressLine } from "./ProgressLine.tsx";

interface DialogWaitProps {
  readonly label: string;
  readonly done: number;
  /** 0 if it is not known. */
  readonly total: number;
  readonly words?: ReactNode;
  /** The label of the button that ends the wait. */
  readonly button?: string;
  readonly onPress: () => void;
}

/** The step of a dialog that waits: the progress, and one button, which has the focus. */
export function DialogWait({
  label,
  done,
  total,
  words,
  button = "Cancel",
  onPress,
}: DialogWaitProps) {
  return (
    <>
      <DialogBody>
        <ProgressLine label={label} done={done} total={total} />
      </DialogBody>
      <DialogFoot words={words}>
        <Button autoFocus onPress={onPress}>
          {button}
        </Button>
      </DialogFoot>
    </>
  );
}
