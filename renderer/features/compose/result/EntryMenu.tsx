import type { ReplacedRow, ResultRow } from "../../../../shared/preview.ts";
import { ShortcutKeys } from "../../../commands/ShortcutKeys.tsx";
import { useNavigation } from "../../../navigation.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { type RowAction, RowMenu } from "../../../ui/RowMenu.tsx";
import { useCopyText } from "../../../ui/useCopyText.ts";
import { useInspect } from "../../inspect/inspectStore.ts";
import { useCompose } from "../composeStore.ts";
import { isLockedByFilter } from "./entryChoice.ts";
import type { ListedEntry, ListedReplaced, ListedRow } from "./listRows.ts";
import { preferLabel } from "./ReplacedEntry.tsx";
import { showsAllSources } from "./previewResult.ts";
import type { EntryDialog } from "./resultSlice.ts";

/** An entry whose menu is open, and the button that it opens at. */
export interface OpenEntryMenu {
  readonly item: ListedRow;
  readonly anchor: Element;
}

interface EntryMenuProps extends OpenEntryMenu {
  readonly onClose: () => void;
  readonly onMove: (step: -1 | 1) => void;
  /** Whether the entry is the first or last in the list. */
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
}

interface EntryAction extends RowAction {
  /** The keys that do the same in the list. */
  readonly keys?: string;
}

/** The actions that change the manifest of an image, and so its digest. */
function manifestActions(row: ResultRow, open: (dialog: EntryDialog) => void): EntryAction[] {
  if (row.kind !== "image" && row.kind !== "artifact") {
    return [];
  }
  const annotate: EntryAction = {
    id: "imageAnnotations",
    label: "Image annotations…",
    run: () => open({ kind: "imageAnnotations", row }),
  };
  const json: EntryAction = {
    id: "manifestJson",
    label: row.becomes === undefined ? "Manifest JSON…" : "Edited JSON…",
    run: () => open({ kind: "manifestJson", row }),
  };
  return row.kind === "artifact"
    ? [annotate, json]
    : [
        annotate,
        {
          id: "configPlatform",
          label: "Config platform…",
          run: () => open({ kind: "configPlatform", row }),
        },
        {
          id: "convert",
          label: "Convert to OCI / Docker…",
          run: () => open({ kind: "convert", row }),
        },
        json,
      ];
}

/** Actions on an entry that leave the draft as it is. */
function useReferenceActions({
  sources,
  descriptor,
}: ResultRow | ReplacedRow): readonly EntryAction[] {
  const { digest } = descriptor;
  const repository = useCompose((state) => {
    const source = state.sources[sources[0] ?? ""];
    return source?.kind === "resolved" ? source.source.repository : undefined;
  });
  const { copy } = useCopyText();
  const pinned = `${repository ?? ""}@${digest}`;
  return [
    {
      id: "inspect",
      label: "Inspect",
      isDisabled: repository === undefined,
      run: () => {
        useNavigation.getState().show("inspect");
        useInspect.getState().open(pinned);
      },
    },
    { id: "copyDigest", label: "Copy digest", run: () => copy(digest) },
    {
      id: "copyPinned",
      label: "Copy repository@digest",
      isDisabled: repository === undefined,
      run: () => copy(pinned),
    },
  ];
}

/** The actions on an entry of the result. */
function useEntryActions({
  item,
  ...props
}: EntryMenuProps & { readonly item: ListedEntry }): readonly EntryAction[] {
  const { onMove } = props;
  const { row, isLast } = item;
  const { digest } = row.descriptor;
  const setKept = useCompose((state) => state.setEntryKept);
  const isLocked = useCompose((state) => isLockedByFilter(row, showsAllSources(state)));
  const isReordered = useCompose((state) => state.draft.order.length > 0);
  const open = useCompose((state) => state.openEntryDialog);
  const resetOrder = useCompose((state) => state.resetOrder);
  const referenceActions = useReferenceActions(row);
  return [
    {
      id: "keep",
      label: row.kept ? "Exclude" : "Include",
      keys: "Space",
      isDisabled: isLast || isLocked,
      run: () => setKept(digest, !row.kept, entryLabel(row)),
    },
    { id: "replace", label: "Replace with…", run: () => open({ kind: "replace", row }) },
    { id: "platform", label: "Edit platform…", run: () => open({ kind: "platform", row }) },
    { id: "annotations", label: "Annotations…", run: () => open({ kind: "annotations", row }) },
    ...manifestActions(row, open),
    {
      id: "up",
      label: "Move up",
      keys: "Alt+Up",
      isDisabled: props.isAtStart,
      run: () => onMove(-1),
    },
    {
      id: "down",
      label: "Move down",
      keys: "Alt+Down",
      isDisabled: props.isAtEnd,
      run: () => onMove(1),
    },
    ...(isReordered ? [{ id: "order", label: "Reset order", run: resetOrder }] : []),
    ...referenceActions,
  ];
}

/** The actions on an entry that another one takes the place of. */
function useReplacedActions({ row }: ListedReplaced): readonly EntryAction[] {
  const applyFix = useCompose((state) => state.applyFix);
  return [
    { id: "prefer", label: preferLabel(row), run: () => applyFix(row.prefer) },
    ...useReferenceActions(row),
  ];
}

/** The menu of an entry. One for the whole list, since a list may have thousands of entries. */
export function EntryMenu({ item, ...props }: EntryMenuProps) {
  return item.kind === "entry" ? (
    <IncludedMenu {...props} item={item} />
  ) : (
    <ReplacedMenu {...props} item={item} />
  );
}

function IncludedMenu(props: EntryMenuProps & { readonly item: ListedEntry }) {
  return <ActionMenu {...props} actions={useEntryActions(props)} />;
}

function ReplacedMenu(props: EntryMenuProps & { readonly item: ListedReplaced }) {
  return <ActionMenu {...props} actions={useReplacedActions(props.item)} />;
}

interface ActionMenuProps extends Pick<EntryMenuProps, "item" | "anchor" | "onClose"> {
  readonly actions: readonly EntryAction[];
}

function ActionMenu({ item, ...menu }: ActionMenuProps) {
  return (
    <RowMenu
      {...menu}
      of={entryLabel(item.row)}
      renderAside={({ keys }) =>
        keys !== undefined && (
          <span aria-hidden>
            <ShortcutKeys accelerator={keys} />
          </span>
        )
      }
    />
  );
}
