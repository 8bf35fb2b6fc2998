import type { ReactNode } from "react";
import { Menu, MenuItem } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import styles from "./Menu.module.css";
import { ModalPopover } from "./ModalPopover.tsx";

/** An item of the menu of a row. */
export interface RowAction {
  readonly id: string;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

interface RowMenuProps<A extends RowAction> {
  /** What the row shows: `linux/amd64`. */
  readonly of: string;
  /** The element that the menu opens at. */
  readonly anchor: Element;
  readonly placement?: "bottom start" | "bottom end";
  readonly actions: readonly A[];
  /** Renders what stands beside a label, such as its keys; not read aloud. */
  readonly renderAside?: (action: A) => ReactNode;
  readonly onClose: () => void;
}

/** The menu of a row in a list. A list renders one, for the row whose menu is open. */
export function RowMenu<A extends RowAction>(props: RowMenuProps<A>) {
  const { of, anchor, placement = "bottom end", actions, renderAside, onClose } = props;
  const label = `Actions for ${escapeInvisible(of)}`;
  return (
    <ModalPopover
      aria-label={label}
      isOpen
      triggerRef={{ current: anchor }}
      onOpenChange={onClose}
      placement={placement}
      className={classNames(styles["popover"])}
    >
      <Menu
        aria-label={label}
        autoFocus="first"
        onClose={onClose}
        disabledKeys={actions.flatMap(({ id, isDisabled }) => (isDisabled === true ? [id] : []))}
        className={classNames(styles["menu"])}
      >
        {actions.map((action) => (
          <MenuItem
            key={action.id}
            id={action.id}
            onAction={action.run}
            textValue={action.label}
            className={classNames(styles["item"], renderAside && styles["withKeys"])}
          >
            {action.label}
            {renderAside?.(action)}
          </MenuItem>
        ))}
      </Menu>
    </ModalPopover>
  );
}
