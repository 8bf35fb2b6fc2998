import { connectionFor, loginFor } from "../registries/failureRemedies.ts";
import { useCatalogs } from "./catalogStore.ts";
import type { RepositoryPage } from "./pageOf.ts";
import { useTags } from "./tagsStore.ts";

/** Reads what a page shows again. */
export function reloadPage(page: RepositoryPage): void {
  if (page.kind === "tags") {
    useTags.getState().reload(page.repository);
  } else {
    useCatalogs.getState().reload(page.host);
  }
}

/** The text of a page in the reference field. */
export function textOfPage(page: RepositoryPage): string {
  return page.kind === "tags" ? page.repository : `${page.host}/`;
}

/** Whether a page failed for lack of a login or a connection setting. */
export function lacksLogin(page: RepositoryPage): boolean {
  const state =
    page.kind === "tags"
      ? useTags.getState().pages[page.repository]?.state
      : useCatalogs.getState().catalogs[page.host];
  return (
    state?.kind === "failed" &&
    (loginFor(state.failure) ?? connectionFor(state.failure)) !== undefined
  );
}
