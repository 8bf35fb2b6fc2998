import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./ModalDialog.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";

interface ModalDialogProps {
  readonly title: string;
  /** Its accessible name, where the title changes while it is open. */
  readonly label?: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Whether Escape and a click beside it close it. */
  readonly dismissable?: boolean;
  readonly width?: number;
  readonly children: ReactNode;
}

/** A dialog over the window; its parts scroll, its foot stays. */
export function ModalDialog(props: ModalDialogProps) {
  const dismissable = props.dismissable ?? true;
  return (
    <ModalOverlay
      className={classNames(styles["overlay"])}
      isOpen={props.isOpen}
      onOpenChange={(open) => {
        if (!open) {
          props.onClose();
        }
      }}
      isKeyboardDismissDisabled={!dismissable}
    >
      <Modal className={classNames(styles["modal"])} style={{ width: props.width ?? 720 }}>
        <Dialog
          className={classNames(styles["dialog"])}
          aria-label={escapeInvisible(props.label ?? props.title)}
        >
          <Heading slot="title" className={classNames(styles["title"])}>
            {escapeInvisible(props.title)}
          </Heading>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The part of a dialog that scrolls. */
export function DialogBody({ children }: { readonly children: ReactNode }) {
  return <div className={classNames(styles["body"])}>{children}</div>;
}

/** The buttons of a dialog; words on the left, what can be done on the right. */
export function DialogFoot({
  words,
  children,
}: {
  readonly words?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={classNames(styles["foot"])}>
      <div className={classNames(styles["words"])}>{words}</div>
      {children}
    </div>
  );
}
