import type { RepositoryTags } from "../../../shared/tags.ts";
import { RowMenu } from "../../ui/RowMenu.tsx";
import { useCopyText } from "../../ui/useCopyText.ts";
import { startTagEdit } from "../compose/editTag/startTagEdit.ts";
import { showTimeline } from "../history/showTimeline.ts";
import { inspectReference } from "../inspect/inspectReference.ts";
import { copyTags, deleteTags } from "./actOnTags.ts";
import type { TagRow } from "./tagRows.ts";
import type { TagState } from "./tagsStore.ts";

/** A row whose menu is open, and the element that it opens at. */
export interface OpenTagMenu {
  readonly row: TagRow;
  readonly anchor: Element;
}

interface TagMenuProps extends OpenTagMenu {
  /** The key of the page in the store. */
  readonly page: string;
  readonly list: RepositoryTags;
  readonly state: TagState | undefined;
  readonly onClose: () => void;
}

/** The menu of a tag. One for the whole list. */
export function TagMenu({ page, list, row, anchor, state, onClose }: TagMenuProps) {
  const { copy } = useCopyText();
  const { repository } = list;
  const tags = [row.tag, ...row.others];
  const name = `${repository}:${row.tag}`;
  const digest = state?.kind === "read" ? state.content.digest : undefined;
  const actions = [
    { id: "inspect", label: "Inspect", run: () => inspectReference(name) },
    { id: "edit", label: "Edit this tag", run: () => startTagEdit(name) },
    { id: "timeline", label: "Timeline", run: () => showTimeline(name) },
    { id: "retag", label: "Retag…", run: () => copyTags(page, "retag", tags) },
    { id: "copyTo", label: "Copy to…", run: () => copyTags(page, "copy", tags) },
    ...(list.kind === "registry"
      ? [{ id: "delete", label: "Delete…", run: () => deleteTags(page, tags) }]
      : []),
    { id: "copy", label: "Copy reference", run: () => copy(name) },
    ...(digest === undefined
      ? []
      : [
          { id: "digest", label: "Copy digest", run: () => copy(digest) },
          {
            id: "pinned",
            label: "Copy repository@digest",
            run: () => copy(`${repository}@${digest}`),
          },
        ]),
  ];
  return <RowMenu of={row.tag} anchor={anchor} actions={actions} onClose={onClose} />;
}
