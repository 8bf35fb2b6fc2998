import { findImageFields } from "../../shared/paste/findReferences.ts";
import { normalizeReference } from "../../shared/paste/normalizeReference.ts";
import { parsePaste } from "../../shared/paste/parsePaste.ts";
import type { Completion } from "../../shared/suggestions.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { startTagEdit } from "../features/compose/editTag/startTagEdit.ts";
import { showTimeline } from "../features/history/showTimeline.ts";
import { useViewState } from "../viewState.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { useAccess } from "../features/registries/access/accessStore.ts";
import { isInRegistry } from "../features/inspect/allowedActions.ts";
import { filterOptions } from "../features/suggestions/filterOptions.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { pageOf, tagsPageOf } from "../features/tags/pageOf.ts";
import { useNavigation } from "../navigation.ts";
import type { PaletteItem } from "./paletteItems.ts";

/** Recent references shown before anything is typed, and of those that match. */
const maxRecent = 4;
const maxMatches = 8;

/** Longer texts are descriptors. */
const maxLength = 4096;

/** Whether text has a host, a path, a tag or a digest, and no command has such a name. */
export function isCertain(text: string): boolean {
  return /[/:@]/.test(text);
}

/** Whether text starts with a host or a transport: `ghcr.io/acme/app`, `oci-layout:///a`. */
export function hasHost(text: string): boolean {
  return /^[^/]*[.:][^/]*\/|^localhost\//.test(text.trim());
}

/** Returns the reference in what is typed or in a pasted command, in this app's syntax; undefined if it is none. */
export function readTyped(typed: string): string | undefined {
  const written = typed.trim();
  // `image: REF`, and a reference in quotes; other prose names commands of this app.
  const fields = written.length <= maxLength ? findImageFields(written).references : [];
  const text =
    (fields.length === 1 ? fields[0] : undefined) ??
    written.replace(/^(["'])([^\s"']+)\1$/, (_, __, inner: string) => inner);
  const command = /\s/.test(text) && text.length <= maxLength ? parsePaste(text) : undefined;
  if (command?.isCommand === true) {
    return command.sources[0];
  }
  if (text.length < 2 || text.length > maxLength || /\s|^[[{]|[/:@]$/.test(text)) {
    return isCatalog(text) ? text : undefined;
  }
  const normalized = normalizeReference(text);
  if (normalized.kind === "reference") {
    return normalized.text === "" ? undefined : normalized.text;
  }
  return isCatalog(text) ? text : undefined;
}

function isCatalog(text: string): boolean {
  return pageOf(text)?.kind === "catalog";
}

function inspect(text: string): void {
  useNavigation.getState().show("inspect");
  useInspect.getState().openTyped(text);
}

function addSource(text: string): void {
  useNavigation.getState().show("compose");
  useCompose.getState().addSources([text]);
  useNavigation.getState().requestFocus("addSource");
}

function retag(text: string): void {
  useNavigation.getState().show("inspect");
  useInspect.getState().open(text, { thenRetag: true });
}

/** What can be done with a reference. A repository or registry without a tag is looked through. */
export function referenceItems(text: string): readonly PaletteItem[] {
  const page = pageOf(text);
  const item = (id: string, label: string, run: () => void): PaletteItem => ({
    id: `reference.${id}`,
    label,
    note: "",
    run,
  });
  if (page?.kind === "catalog") {
    return [item("inspect", "List the repositories", () => inspect(text))];
  }
  const isDigest = text.includes("@");
  const tagsPage = isInRegistry(text) ? tagsPageOf(text) : undefined;
  return [
    item("inspect", page === undefined ? "Inspect" : "List the tags", () => inspect(text)),
    item("source", "Add as a source", () => addSource(text)),
    item("edit", isDigest ? "Edit as a draft" : "Edit this tag", () => startTagEdit(text)),
    item("retag", "Retag…", () => retag(text)),
    ...(isDigest ? [] : [item("timeline", "Timeline of the tag", () => showTimeline(text))]),
    ...(tagsPage?.kind === "tags"
      ? [
          ...(page === undefined
            ? [item("tags", "All tags of the repository", () => inspect(tagsPage.repository))]
            : []),
          item("access", "Test access to the repository", () =>
            useAccess.getState().open(tagsPage.repository),
          ),
        ]
      : []),
  ];
}

/** Tags and repositories that complete what is typed. Choosing a tag opens it, a repository is typed. */
export function completionItems(
  typed: string,
  { kind, stem, options }: Completion,
  type: (text: string) => void,
): readonly PaletteItem[] {
  const rest = typed.trim().slice(stem.length);
  return filterOptions(options, rest)
    .slice(0, maxMatches)
    .map((option) => ({
      id: `completion.${option}`,
      label: stem + option,
      note: "",
      ...(kind === "tags"
        ? { run: () => inspect(stem + option) }
        : { staysOpen: true, run: () => type(`${stem}${option}:`) }),
    }));
}

/** References of this session and earlier ones, the most recent first. */
export function recentReferences(): readonly string[] {
  const inspected = useInspect.getState().tabs.flatMap(({ visits }) =>
    // What could not be read is no place to return to; below an image, only a part of it failed.
    visits
      .filter(({ kind, trail }) => kind !== "failed" || trail.length > 1)
      .map(({ trail }) => trail[0].text),
  );
  const { recentInspections = [] } = useViewState.getState().remembered;
  const targets = useCompose.getState().draft.targets.map(({ text }) => text);
  const { recentSources } = useSettings.getState();
  return [
    ...new Set([...inspected.toReversed(), ...recentInspections, ...targets, ...recentSources]),
  ].filter((text) => text.length <= maxLength);
}

/** Recent references that contain what is typed; choosing one types it. */
export function recentItems(typed: string, type: (text: string) => void): readonly PaletteItem[] {
  const wanted = typed.trim().toLowerCase();
  return recentReferences()
    .filter((text) => text.toLowerCase().includes(wanted) && text !== typed.trim())
    .slice(0, wanted === "" ? maxRecent : maxMatches)
    .map((text) => ({
      id: `recent.${text}`,
      label: text,
      note: "",
      staysOpen: true,
      run: () => type(text),
    }));
}
