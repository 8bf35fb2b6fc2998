import { useCopyTags, type CopyForm } from "./copy/copyStore.ts";
import { useDeleteTags } from "./delete/deleteStore.ts";
import { knownDigests } from "./selectedTags.ts";
import { useTags } from "./tagsStore.ts";

/** Opens the dialog that retags or copies tags of a page. @param page its key in the store */
export function copyTags(
  page: string,
  purpose: CopyForm["purpose"],
  tags: readonly string[],
): void {
  const view = useTags.getState().pages[page];
  if (view?.state.kind === "open") {
    const { list } = view.state;
    useCopyTags.getState().open({
      purpose,
      repository: list.repository,
      tags,
      digests: knownDigests(view, tags),
      existing: new Set(list.tags),
    });
  }
}

/** Opens the review of a deletion, after which the page is read again. Does nothing outside of registries. */
export function deleteTags(page: string, tags: readonly string[]): void {
  const view = useTags.getState().pages[page];
  if (view?.state.kind === "open" && view.state.list.kind === "registry") {
    const { repository } = view.state.list;
    useDeleteTags
      .getState()
      .open({ repository, tags, digests: [], by: undefined }, () =>
        useTags.getState().reload(page),
      );
  }
}
