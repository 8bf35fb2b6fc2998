import { normalizeReference } from "../../../shared/paste/normalizeReference.ts";
import type { SavedTabs } from "../../../shared/viewState.ts";
import type { Crumb, InspectTab, Trail, Visit } from "./visit.ts";

type SavedCrumb = SavedTabs["tabs"][number]["trails"][number][number];

/** Steps of a trail that are saved: the limit of the file. */
const maxSteps = 16;

/** What is saved of the tabs. References with credentials, which are never opened, are not. */
export function saveTabs(tabs: readonly InspectTab[], current: number): SavedTabs {
  const saved = tabs.map(({ visits, at, sections }) => {
    const trails = visits.filter(canSave).map(({ trail, kind }) =>
      trail.map((crumb) => ({
        ...saveCrumb(crumb),
        ...(kind === "page" ? { isPage: true as const } : {}),
      })),
    );
    const kept = visits.slice(0, at + 1).filter(canSave).length;
    const roots = new Set(trails.map(([first]) => first?.text));
    const chosen = Object.entries(sections).filter(([root]) => roots.has(root));
    return {
      trails,
      at: Math.max(kept - 1, 0),
      ...(chosen.length === 0 ? {} : { sections: Object.fromEntries(chosen) }),
    };
  });
  const before = saved.slice(0, current + 1).filter(({ trails }) => trails.length > 0).length;
  return {
    tabs: saved.filter(({ trails }) => trails.length > 0),
    current: Math.max(before - 1, 0),
  };
}

function canSave({ trail, kind }: Visit): boolean {
  return (
    trail.length <= maxSteps &&
    trail.every(({ text, label }) => text.length <= 4096 && label.length <= 1024) &&
    (kind === "page" || normalizeReference(trail[0].text).kind === "reference")
  );
}

function saveCrumb({ text, label, blob, attests }: Crumb): SavedCrumb {
  return {
    text,
    label,
    ...(blob === undefined ? {} : { blob: saveBlob(blob) }),
    ...(attests === undefined ? {} : { attests }),
  };
}

function saveBlob({
  mediaType,
  digest,
  size,
  annotations,
}: NonNullable<Crumb["blob"]>): NonNullable<SavedCrumb["blob"]> {
  return { mediaType, digest, size, ...(annotations === undefined ? {} : { annotations }) };
}

/** The tabs that were saved; their content is read when they are shown. */
export function restoreTabs(saved: SavedTabs | undefined): readonly InspectTab[] {
  return (saved?.tabs ?? []).map(({ trails, at, sections = {} }) => ({
    id: crypto.randomUUID(),
    visits: trails.flatMap(restoreVisit),
    at: Math.min(at, trails.length - 1),
    sections,
  }));
}

function restoreVisit(saved: SavedTabs["tabs"][number]["trails"][number]): readonly Visit[] {
  const [first, ...rest] = saved;
  if (first === undefined) {
    return [];
  }
  const trail: Trail = [first, ...rest];
  if (first.isPage !== true) {
    return [{ kind: "closed", trail }];
  }
  const { text } = first;
  const page = text.endsWith("/")
    ? ({ kind: "catalog", host: text.slice(0, -1) } as const)
    : ({ kind: "tags", repository: text } as const);
  return [{ kind: "page", trail, page }];
}
