import { viewLimits } from "../../../shared/viewLimits.ts";
import type { SavedTabs, SavedViews } from "../../../shared/viewState.ts";
import { useCatalogs } from "../tags/catalogStore.ts";
import { useTags } from "../tags/tagsStore.ts";
import { useTableFilters } from "./evidence/tableFilters.ts";
import { useInspect } from "./inspectStore.ts";
import { useListPlaces } from "./listPlaces.ts";
import { useTree } from "./tree/treeStore.ts";

function fits(text: string): boolean {
  return text.length <= viewLimits.text;
}

/** The references and pages that the saved tabs start with, the current ones of the tabs first. */
function rootsOf({ tabs }: SavedTabs): readonly string[] {
  const current = tabs.map(({ trails, at }) => trails[at]?.[0]?.text);
  const all = tabs.flatMap(({ trails }) => trails.map(([first]) => first?.text));
  return [...new Set([...current, ...all])].filter(
    (text): text is string => text !== undefined && fits(text),
  );
}

/** What is saved of how the opened images and pages are shown. @param tabs as they are saved: nothing else is */
export function saveViews(tabs: SavedTabs): SavedViews {
  const { client } = useInspect.getState();
  const { expanded } = useTree.getState();
  const { pages, restored } = useTags.getState();
  const { filters } = useCatalogs.getState();
  const roots = rootsOf(tabs);
  const trees = roots.flatMap((root) => {
    const ids = [...(expanded[root] ?? [])].filter(fits);
    return ids.length === 0 ? [] : [{ root, expanded: ids.slice(-viewLimits.branches) }];
  });
  const tags = roots.flatMap((repository) => {
    const page = pages[repository] ?? restored[repository];
    if (page === undefined || !fits(page.filter)) {
      return [];
    }
    const { order, isGrouped, showsDigestTags, filter } = page;
    // A part of a selection would be another one.
    const selected =
      page.selected.size > viewLimits.selected ? [] : [...page.selected].filter(fits);
    return [{ repository, order, isGrouped, showsDigestTags, filter, selected }];
  });
  const catalogs = roots.flatMap((root) => {
    const host = root.replace(/\/$/, "");
    const filter = filters[host] ?? "";
    return filter === "" || !fits(filter) ? [] : [{ host, filter }];
  });
  const places = Object.entries(useListPlaces.getState().offsets).flatMap(([list, offset]) =>
    fits(list) && roots.some((root) => list.includes(root)) ? [{ list, offset }] : [],
  );
  const tables = Object.entries(useTableFilters.getState().filters).flatMap(([table, filter]) =>
    fits(table) && fits(filter) && roots.some((root) => table.startsWith(`${root} `))
      ? [{ table, filter }]
      : [],
  );
  return {
    ...(client === undefined ? {} : { client }),
    trees: trees.slice(0, viewLimits.pages),
    tags: tags.slice(0, viewLimits.pages),
    catalogs: catalogs.slice(0, viewLimits.pages),
    tables: tables.slice(-viewLimits.tables),
    places: places.slice(-viewLimits.places),
  };
}

/** Shows the restored tabs as they were shown. */
export function restoreViews(saved: SavedViews | undefined): void {
  if (saved === undefined) {
    return;
  }
  const { client, trees, tags, catalogs, tables, places } = saved;
  useInspect.setState({ client });
  useTree.getState().restore(trees);
  useTags.getState().restore(tags);
  useCatalogs.setState({
    filters: Object.fromEntries(catalogs.map(({ host, filter }) => [host, filter])),
  });
  useTableFilters.setState({
    filters: Object.fromEntries(tables.map(({ table, filter }) => [table, filter])),
  });
  useListPlaces.setState({
    offsets: Object.fromEntries(places.map(({ list, offset }) => [list, offset])),
  });
}
