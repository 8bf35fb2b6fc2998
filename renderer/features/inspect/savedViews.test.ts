import { expect, it } from "vitest";
import { inspectViewsSchema } from "../../../shared/inspectViews.ts";
import { viewLimits } from "../../../shared/viewLimits.ts";
import { ok } from "../../testing/fakeApi.ts";
import { installApi } from "../../testing/setUp.ts";
import { resetStores } from "../../testing/resettableStores.ts";
import { useCatalogs } from "../tags/catalogStore.ts";
import { useTags } from "../tags/tagsStore.ts";
import { useTableFilters } from "./evidence/tableFilters.ts";
import { useInspect } from "./inspectStore.ts";
import { placeOfList, useListPlaces } from "./listPlaces.ts";
import { saveTabs } from "./savedTabs.ts";
import { restoreViews, saveViews } from "./savedViews.ts";
import { useTree } from "./tree/treeStore.ts";

const app = "ghcr.io/acme/app:1.4";
const repository = "ghcr.io/acme/app";

/** What is saved now, as it is read from the file. */
function saved() {
  const { tabs, tab } = useInspect.getState();
  const views = saveViews(saveTabs(tabs, tab));
  expect(inspectViewsSchema.parse(JSON.parse(JSON.stringify(views)))).toEqual(views);
  return views;
}

it("restores client, branches, lists of tags, filters and places", async () => {
  installApi({
    "tags:list": () =>
      ok({ kind: "registry", repository, tags: ["1", "2"], isComplete: true, isMetered: false }),
    "tags:digests": () => ok([["1", "sha256:aa"]]),
  });
  useInspect.getState().open(app);
  useInspect.getState().openPage({ kind: "tags", repository });
  useInspect.getState().openPage({ kind: "catalog", host: "localhost:5000" });
  useTableFilters.getState().keep(`${app} doc Packages`, "ssl");
  useTableFilters.getState().keep("other:1 doc Packages", "ssl");
  useInspect.getState().pickClient("linux/arm64");
  useTree.setState({
    expanded: { [app]: new Set([app, `${app}\nchild`]), "other:1": new Set("x") },
  });
  useTags.getState().open(repository);
  await expect.poll(() => useTags.getState().pages[repository]?.state.kind).toBe("open");
  useTags.getState().setGrouped(repository, true);
  const view = { order: "name", showsDigestTags: true, filter: "1." } as const;
  useTags.getState().change(repository, { ...view, selected: new Set(["1"]) });
  useCatalogs.getState().setFilter("localhost:5000", "acme");
  useListPlaces.getState().keep(`tags ${repository}`, 300);
  useListPlaces.getState().keep("tags ghcr.io/acme/closed", 300);
  const before = saved();

  resetStores();
  useInspect.getState().open(app);
  restoreViews(before);
  expect(useInspect.getState().client).toBe("linux/arm64");
  expect(useTableFilters.getState().filters).toEqual({ [`${app} doc Packages`]: "ssl" });
  expect(useTree.getState().expanded).toEqual({ [app]: new Set([app, `${app}\nchild`]) });
  expect(placeOfList(`tags ${repository}`)?.offset).toBe(300);
  expect(placeOfList("tags ghcr.io/acme/closed")).toBeUndefined();
  useInspect.getState().openPage({ kind: "tags", repository });
  useInspect.getState().openPage({ kind: "catalog", host: "localhost:5000" });
  // Also what is not shown again before the next start.
  expect(saved()).toEqual(before);
  useTags.getState().open(repository);
  const page = () => useTags.getState().pages[repository];
  await expect.poll(() => page()?.digests.kind).toBe("read");
  expect(page()).toMatchObject({ ...view, isGrouped: true, selected: new Set(["1"]) });
  expect(saved()).toEqual(before);
});

it("saves what has room in the file", () => {
  installApi();
  const { branches, text, selected } = viewLimits;
  useInspect.getState().open(app);
  useInspect.getState().openPage({ kind: "tags", repository });
  const ids = Array.from({ length: branches + 1 }, (_, at) => `${at}`);
  useTree.setState({ expanded: { [app]: new Set(["x".repeat(text + 1), ...ids]) } });
  useTags.getState().open(repository);
  useTags.getState().change(repository, {
    selected: new Set(Array.from({ length: selected + 1 }, (_, at) => `${at}`)),
  });
  Array.from({ length: 99 }, (_, at) => useListPlaces.getState().keep(`${at} ${app}`, 1));
  const { trees, tags, places } = saved();
  expect(trees[0]?.expanded).toEqual(ids.slice(1));
  expect(tags[0]?.selected).toEqual([]);
  expect(places.map(({ list }) => list).at(-1)).toBe(`98 ${app}`);
  useTags.getState().change(repository, { filter: "x".repeat(text + 1) });
  expect(saved().tags).toEqual([]);
});
