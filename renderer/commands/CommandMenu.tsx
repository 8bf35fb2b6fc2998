import type { ReactNode } from "react";
import { Menu, MenuItem, MenuTrigger, type PopoverProps } from "react-aria-components";
import type { CommandId } from "../../shared/commands.ts";
import { IconTrigger } from "../ui/Button.tsx";
import { classNames } from "../ui/classNames.ts";
import styles from "../ui/Menu.module.css";
import { ModalPopover } from "../ui/ModalPopover.tsx";
import { runCommand } from "./commandActions.ts";
import { useAccelerator } from "./keymap.ts";
import { ShortcutKeys } from "./ShortcutKeys.tsx";

interface CommandMenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly placement: NonNullable<PopoverProps["placement"]>;
  /** The items in order, with shorter labels than in the menu bar. */
  readonly items: readonly { readonly id: CommandId; readonly label: string }[];
}

function CommandKeys({ id }: { readonly id: CommandId }) {
  const keys = useAccelerator(id);
  return keys === undefined ? null : (
    // Not a part of the item's name.
    <span aria-hidden>
      <ShortcutKeys accelerator={keys} />
    </span>
  );
}

/** An icon button that opens a menu of commands. */
export function CommandMenu({ label, icon, placement, items }: CommandMenuProps) {
  return (
    <MenuTrigger>
      <IconTrigger label={label}>{icon}</IconTrigger>
      <ModalPopover className={classNames(styles["popover"])} placement={placement}>
        <Menu className={classNames(styles["menu"])} aria-label={label}>
          {items.map((item) => (
            <MenuItem
              key={item.id}
              className={classNames(styles["item"], styles["withKeys"])}
              textValue={item.label}
              onAction={() => runCommand(item.id)}
            >
              {item.label}
              <CommandKeys id={item.id} />
            </MenuItem>
          ))}
        </Menu>
      </ModalPopover>
    </MenuTrigger>
  );
}
