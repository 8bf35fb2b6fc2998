import { ChevronDown } from "lucide-react";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components";
import type { Inspection } from "../../../../shared/inspection.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import menu from "../../../ui/Menu.module.css";
import { ModalPopover } from "../../../ui/ModalPopover.tsx";
import { useCopyText } from "../../../ui/useCopyText.ts";
import { listCopyFormats } from "./copyFormats.ts";

/** A button that opens a menu of texts about the image to copy. */
export function CopyMenu({ inspection }: { readonly inspection: Inspection }) {
  const { copy } = useCopyText();
  const formats = listCopyFormats(inspection);
  return (
    <MenuTrigger>
      <Button>
        Copy <ChevronDown size={12} aria-hidden />
      </Button>
      <ModalPopover className={classNames(menu["popover"])} placement="bottom end">
        <Menu aria-label="Copy" className={classNames(menu["menu"])}>
          {formats.map(({ id, label, text }) => (
            <MenuItem
              key={id}
              className={classNames(menu["item"])}
              textValue={label}
              onAction={() => {
                copy(text);
                useNavigation.getState().announce(`Copied: ${label}`);
              }}
            >
              {label}
            </MenuItem>
          ))}
        </Menu>
      </ModalPopover>
    </MenuTrigger>
  );
}
