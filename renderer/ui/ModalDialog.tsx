import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { classNames } from "./classNames.ts";
import styles from "./ModalDialog.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";
import { useOpenDialog } from "./openDialogs.ts";
import { inSystemOrder } from "./systemOrder.ts";

interface ModalDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly width?: number;
  readonly children: ReactNode;
}

/** A modal dialog with a `DialogBody`, which scrolls, and a `DialogFoot`. */
export function ModalDialog(props: ModalDialogProps) {
  useOpenDialog(props.isOpen);
  return (
    <ModalOverlay
      className={classNames(styles["shown"], styles["overlay"])}
      isOpen={props.isOpen}
      onOpenChange={(open) => {
        if (!open) {
          props.onClose();
        }
      }}
    >
      <Modal
        className={classNames(styles["shown"], styles["modal"])}
        style={{ width: props.width ?? 720 }}
      >
        <Dialog className={classNames(styles["dialog"])} aria-label={escapeInvisible(props.title)}>
          <Heading slot="title" className={classNames(styles["title"])}>
            {escapeInvisible(props.title)}
          </Heading>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The scrollable part of a dialog. */
export function DialogBody({ children }: { readonly children: ReactNode }) {
  return <div className={classNames(styles["body"])}>{children}</div>;
}

/**
 * The footer of a dialog: text on the left, buttons on the right in the order of the system.
 * @param children the buttons, the affirmative one last
 */
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
      {inSystemOrder(children)}
    </div>
  );
}
