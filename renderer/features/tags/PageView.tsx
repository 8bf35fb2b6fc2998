import { CatalogPage } from "./CatalogPage.tsx";
import type { RepositoryPage } from "./pageOf.ts";
import { TagsPage } from "./TagsPage.tsx";

/** A page of Inspect that shows no image. */
export function PageView({ page }: { readonly page: RepositoryPage }) {
  return page.kind === "tags" ? (
    <TagsPage key={page.repository} repository={page.repository} />
  ) : (
    <CatalogPage key={page.host} host={page.host} />
  );
}
