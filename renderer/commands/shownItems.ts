import type { Inspection } from "../../shared/inspection.ts";
import { copyText } from "../ui/useCopyText.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { isEmptyDraft } from "../features/compose/editDraft.ts";
import { canCompose, isInRegistry } from "../features/inspect/allowedActions.ts";
import { useContents } from "../features/inspect/contentsStore.ts";
import { currentVisit, useInspect } from "../features/inspect/inspectStore.ts";
import { listCopyFormats } from "../features/inspect/toolbar/copyFormats.ts";
import { useAccess } from "../features/registries/access/accessStore.ts";
import { copyTags, deleteTags } from "../features/tags/actOnTags.ts";
import { useTags } from "../features/tags/tagsStore.ts";
import { useNavigation } from "../navigation.ts";
import type { PaletteItem } from "./paletteItems.ts";

function item(id: string, label: string, run: () => void): PaletteItem {
  return { id: `shown.${id}`, label, note: "", run };
}

/** What the buttons of Inspect do with the shown content. */
function contentItems(inspection: Inspection): readonly PaletteItem[] {
  const { content, name, repository, digest } = inspection;
  const { kind } = content;
  const hasDraft = !isEmptyDraft(useCompose.getState().draft);
  const isManifest = kind === "index" || kind === "image" || kind === "artifact";
  return [
    ...listCopyFormats(inspection).map(({ id, label, text }) =>
      item(`copy.${id}`, `Copy: ${label}`, () => {
        void copyText(text).then((isCopied) =>
          useNavigation
            .getState()
            .announce(isCopied ? `Copied: ${label}` : `Could not copy: ${label}`),
        );
      }),
    ),
    ...(canCompose(content)
      ? [
          item("compose", hasDraft ? "Add to draft" : "Compose from this", () => {
            useCompose.getState().addSources([name]);
            useNavigation.getState().show("compose");
          }),
        ]
      : []),
    item("tags", "Tags of the repository", () =>
      useInspect.getState().openPage({ kind: "tags", repository }),
    ),
    ...(isManifest
      ? [
          item("health", "Check health", () => {
            useInspect.getState().showSection(kind, "health");
            useContents.getState().checkHealth(repository, digest);
          }),
        ]
      : []),
    ...(isInRegistry(repository)
      ? [
          item("access", "Test access to the repository", () =>
            useAccess.getState().open(repository),
          ),
        ]
      : []),
  ];
}

/** What the buttons above a list of tags do. @param page its key in the store */
function tagItems(page: string): readonly PaletteItem[] {
  const view = useTags.getState().pages[page];
  if (view?.state.kind !== "open") {
    return [];
  }
  const { list } = view.state;
  // Rows of a grouped list stand for several tags: what they are is known to the list alone.
  const tags = view.isGrouped ? [] : list.tags.filter((tag) => view.selected.has(tag));
  const { isGrouped } = view;
  return [
    ...(tags.length === 0
      ? []
      : [
          item("retag", "Retag the selected tags", () => copyTags(page, "retag", tags)),
          item("copy", "Copy the selected tags to", () => copyTags(page, "copy", tags)),
          ...(list.kind === "registry"
            ? [item("delete", "Delete the selected tags", () => deleteTags(page, tags))]
            : []),
        ]),
    item("group", isGrouped ? "List tags without groups" : "Group tags by digest", () =>
      useTags.getState().setGrouped(page, !isGrouped),
    ),
    ...(list.kind === "registry"
      ? [
          item("access", "Test access to the repository", () =>
            useAccess.getState().open(list.repository),
          ),
        ]
      : []),
  ];
}

/** What the buttons of the shown view do that are no commands of the menu. */
export function shownItems(): readonly PaletteItem[] {
  const visit = currentVisit(useInspect.getState());
  if (useNavigation.getState().view !== "inspect" || visit === undefined) {
    return [];
  }
  if (visit.kind === "page") {
    return visit.page.kind === "tags" ? tagItems(visit.page.repository) : [];
  }
  return visit.kind === "open" ? contentItems(visit.inspection) : [];
}
