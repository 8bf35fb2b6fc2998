import { Menu, MenuItem, Popover } from "react-aria-components";
import { classNames } from "../../../ui/classNames.ts";
import styles from "../../../ui/Menu.module.css";
import { useCopyText } from "../../../ui/useCopyText.ts";
import { useInspect } from "../inspectStore.ts";
import type { TreeNode } from "./treeNodes.ts";

/** A node whose menu is open, and the row that it opens at. */
export interface OpenNodeMenu {
  readonly node: TreeNode;
  readonly anchor: Element;
}

/** The menu of a row of the tree. */
export function NodeMenu({ node, anchor, onClose }: OpenNodeMenu & { onClose: () => void }) {
  const { copy } = useCopyText();
  const { openTrail } = useInspect.getState();
  const { trail, digest = "" } = node;
  if (trail === undefined) {
    return null;
  }
  const reference = trail.at(-1)?.text ?? "";
  const items = [
    { id: "open", label: "Open", run: () => openTrail(trail) },
    { id: "tab", label: "Open in new tab", run: () => openTrail(trail, true) },
    { id: "digest", label: "Copy digest", run: () => copy(digest) },
    { id: "reference", label: "Copy reference", run: () => copy(reference) },
  ];
  return (
    <Popover
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      triggerRef={{ current: anchor }}
      placement="bottom start"
      className={classNames(styles["popover"])}
    >
      <Menu aria-label={node.label} className={classNames(styles["menu"])} autoFocus="first">
        {items.map(({ id, label, run }) => (
          <MenuItem
            key={id}
            className={classNames(styles["item"])}
            onAction={() => {
              run();
              onClose();
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
