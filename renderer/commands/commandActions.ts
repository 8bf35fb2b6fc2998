import type { CommandId } from "../../shared/commands.ts";
import type { Inspection } from "../../shared/inspection.ts";
import { useCompare } from "../features/compare/compareStore.ts";
import { isEmptySide } from "../features/compare/sides.ts";
import { startComparison } from "../features/compare/startComparison.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { isEmptyDraft } from "../features/compose/editDraft.ts";
import { pushBlocker } from "../features/compose/targets/pushBlocker.ts";
import { withoutDigest } from "../features/compose/targets/validateTarget.ts";
import { canDelete, canRetag, canShowTimeline } from "../features/inspect/allowedActions.ts";
import { deleteManifest } from "../features/inspect/deleteManifest.ts";
import { openInspectedFiles } from "../features/inspect/openInspectedFiles.ts";
import { reloadInspection } from "../features/inspect/reloadInspection.ts";
import { currentVisit, useInspect } from "../features/inspect/inspectStore.ts";
import { currentPush, usePushQueue } from "../features/push/pushQueueStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { openOverwriteRules } from "../features/registries/openRegistries.ts";
import { useDeleteTags } from "../features/tags/delete/deleteStore.ts";
import { useAccess } from "../features/registries/access/accessStore.ts";
import { tagsPageOf } from "../features/tags/pageOf.ts";
import { useCopyTags } from "../features/tags/copy/copyStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useUpdates } from "../features/updates/updateStore.ts";
import { isTextField } from "../ui/nativeUndo.ts";
import { isDialogOpen } from "../ui/openDialogs.ts";
import { closePopovers } from "../ui/openPopovers.ts";
import { goToBlocker } from "./goToBlocker.ts";
import { useReviewWait } from "./reviewWait.ts";
import { runUndo, undoBlocker, type UndoCommand } from "./undo.ts";
import { type FocusTarget, useNavigation, type View } from "../navigation.ts";
import { useViewState } from "../viewState.ts";

interface CommandAction {
  /** Why the command is disabled, or undefined if it is enabled. */
  readonly disabledReason: () => string | undefined;
  readonly run: () => void;
}

/** A command that is always enabled. */
function always(run: () => void): CommandAction {
  return { disabledReason: () => undefined, run };
}

/** Why commands are disabled while a dialog is open; undefined if none is. */
export function dialogReason(): string | undefined {
  return usePush.getState().state.kind !== "closed" ||
    useNavigation.getState().helpDialog !== undefined ||
    useInspect.getState().retagText !== undefined ||
    useCopyTags.getState().isOpen ||
    useAccess.getState().isOpen ||
    useDeleteTags.getState().step.kind !== "closed" ||
    useCompose.getState().entryDialog !== undefined ||
    useNavigation.getState().tagQuestion !== undefined ||
    isDialogOpen()
    ? "Close the open dialog first."
    : undefined;
}

/** A command that is disabled while a dialog is open. @param reason why else it is disabled */
function whileNoDialog(
  run: () => void,
  reason: () => string | undefined = () => undefined,
): CommandAction {
  return { disabledReason: () => dialogReason() ?? reason(), run };
}

/** Shows a view. @param target gets the focus; without one, the focus stays unless it would be lost */
function goTo(view: View, target?: FocusTarget): void {
  useNavigation.getState().show(view);
  if (target !== undefined) {
    useNavigation.getState().requestFocus(target);
  }
}

/** A command that goes back or forward in what Inspect or Compare showed. */
function stepAction(by: -1 | 1): CommandAction {
  return whileNoDialog(
    () => {
      if (useNavigation.getState().view === "inspect") {
        useInspect.getState().step(by);
      } else {
        const { past, future, goTo: goToStep } = useCompare.getState();
        goToStep((by < 0 ? past.at(-1) : future[0])?.step);
      }
    },
    () => {
      const { view } = useNavigation.getState();
      if (view !== "inspect" && view !== "compare") {
        return "Show Inspect or Compare first.";
      }
      const { tabs, tab } = useInspect.getState();
      const { visits = [], at = 0 } = tabs[tab] ?? {};
      const { past, future } = useCompare.getState();
      const counts =
        view === "inspect" ? [at, visits.length - 1 - at] : [past.length, future.length];
      const isPossible = (counts[by < 0 ? 0 : 1] ?? 0) > 0;
      return isPossible ? undefined : `There is nothing to go ${by < 0 ? "back" : "forward"} to.`;
    },
  );
}

function newDraft(): void {
  useCompose.getState().newDraft();
  const focused = document.activeElement;
  // With text in the focused field, Ctrl+Z would undo its letters and not the new draft.
  if (isTextField(focused) && focused.value !== "") {
    focused.blur();
    goTo("compose");
  } else {
    goTo("compose", "addSource");
  }
}

function reviewPush(): void {
  const { preview } = useCompose.getState();
  if (preview?.result.kind === "ready") {
    goTo("compose");
    usePush.getState().makePlan({ kind: "compose", previewId: preview.id });
  }
}

/** Asks which tag to edit; suggests the inspected reference, or the first target. */
function askForEditedTag(): void {
  const isInspecting = useNavigation.getState().view === "inspect";
  const inspected = currentVisit(useInspect.getState())?.trail.at(-1)?.text;
  const text = (isInspecting ? inspected : useCompose.getState().draft.targets[0]?.text) ?? "";
  useNavigation.getState().askForTag({ purpose: "edit", text });
}

/** What Inspect shows, once it is read. */
function shownInspection(): Inspection | undefined {
  const visit = currentVisit(useInspect.getState());
  return visit?.kind === "open" ? visit.inspection : undefined;
}

/** Asks of which tag to show the timeline; suggests the inspected tag, or the first target. */
function askForTimeline(): void {
  const inspection = shownInspection();
  const isInspecting = useNavigation.getState().view === "inspect";
  const inspected =
    isInspecting && inspection !== undefined && canShowTimeline(inspection)
      ? inspection.name
      : undefined;
  const target = useCompose.getState().draft.targets[0]?.text;
  const text = inspected ?? (target === undefined ? "" : withoutDigest(target));
  useNavigation.getState().askForTag({ purpose: "timeline", text });
}

/** Asks to which repository to test the access; suggests that of the shown content, or of the first target. */
function askForAccess(): void {
  const visit = currentVisit(useInspect.getState());
  const isInspecting = useNavigation.getState().view === "inspect";
  const inspected = isInspecting ? visit?.trail[0].text : undefined;
  const page = tagsPageOf(inspected ?? useCompose.getState().draft.targets[0]?.text ?? "");
  useAccess.getState().open("");
  useAccess.getState().setText(page?.kind === "tags" ? page.repository : "");
}

function showPush(): void {
  const push = currentPush(usePushQueue.getState().pushes);
  if (push !== undefined) {
    usePush.getState().show(push.id);
  }
}

/** A command on the opened images. @param reason why it is disabled in the Inspect view */
function whileInspecting(
  run: () => void,
  reason: (state: ReturnType<typeof useInspect.getState>) => string | undefined,
): CommandAction {
  return whileNoDialog(run, () =>
    useNavigation.getState().view === "inspect"
      ? reason(useInspect.getState())
      : "Show Inspect first.",
  );
}

function fewTabs({ tabs }: ReturnType<typeof useInspect.getState>): string | undefined {
  return tabs.length < 2 ? "Only one image is open." : undefined;
}

/** Shows the next or previous tab; the first follows the last. */
function moveTab(by: -1 | 1): void {
  const { tabs, tab, selectTab } = useInspect.getState();
  selectTab((tab + by + tabs.length) % tabs.length);
}

async function openFiles(kind: "layout" | "archive"): Promise<void> {
  goTo("inspect");
  await openInspectedFiles(kind);
}

function chooseFiles(kind: "layout" | "archive" | "descriptor" | "list"): void {
  goTo("compose");
  void useCompose.getState().chooseFiles(kind);
}

async function chooseTarget(kind: "layout" | "archive"): Promise<void> {
  goTo("compose");
  await useCompose.getState().chooseTarget(kind);
  // The location is in the field now: the user may edit its tag and add it with Enter.
  goTo("compose", "addTarget");
}

async function openRecipe(): Promise<void> {
  goTo("compose");
  await useCompose.getState().openRecipe();
}

function saveRecipe(pin: boolean): CommandAction {
  return whileNoDialog(
    () => {
      goTo("compose");
      void useCompose.getState().saveRecipe(pin);
    },
    () => {
      const { draft, recipeSave } = useCompose.getState();
      if (isEmptyDraft(draft)) {
        return "The draft is empty.";
      }
      return recipeSave.kind === "saving" ? "A recipe is being saved." : undefined;
    },
  );
}

function undoAction(command: UndoCommand): CommandAction {
  return { disabledReason: () => undoBlocker(command), run: () => runUndo(command) };
}

function setTheme(name: "system" | "light" | "dark"): CommandAction {
  return always(() => void useSettings.getState().setTheme(name));
}

/** The action of each command. The menu, shortcuts, palette and buttons all run commands from here. */
const commandActions: Readonly<Record<CommandId, CommandAction>> = {
  "draft.new": whileNoDialog(newDraft),
  "recipe.open": whileNoDialog(() => void openRecipe()),
  "recipe.save": saveRecipe(false),
  "recipe.savePinned": saveRecipe(true),
  "source.add": whileNoDialog(() => goTo("compose", "addSource")),
  "source.chooseLayout": whileNoDialog(() => chooseFiles("layout")),
  "source.chooseArchive": whileNoDialog(() => chooseFiles("archive")),
  "source.chooseDescriptor": whileNoDialog(() => chooseFiles("descriptor")),
  "source.chooseList": whileNoDialog(() => chooseFiles("list")),
  "plan.open": whileNoDialog(() => usePush.getState().makePlan({ kind: "open" })),
  "edit.undo": undoAction("undo"),
  "edit.redo": undoAction("redo"),
  "source.refresh": whileNoDialog(
    () => useCompose.getState().refresh(),
    () => (useCompose.getState().draft.sources.length === 0 ? "Add a source first." : undefined),
  ),
  "annotation.add": whileNoDialog(() => {
    useCompose.getState().addAnnotation();
    useViewState.getState().showDetails("annotations");
    goTo("compose", "newAnnotation");
  }),
  "target.add": whileNoDialog(() => goTo("compose", "addTarget")),
  "target.chooseLayout": whileNoDialog(() => void chooseTarget("layout")),
  "target.chooseArchive": whileNoDialog(() => void chooseTarget("archive")),
  "push.review": whileNoDialog(reviewPush, () => pushBlocker(useCompose.getState())?.message),
  "push.show": whileNoDialog(showPush, () =>
    usePushQueue.getState().pushes.length === 0 ? "No push runs or ended." : undefined,
  ),
  "inspect.open": whileNoDialog(() => goTo("inspect", "inspectReference")),
  "inspect.retag": whileNoDialog(
    () => {
      goTo("inspect");
      useInspect.getState().openRetag();
    },
    () => {
      const inspection = shownInspection();
      if (inspection === undefined) {
        return "Inspect a reference first.";
      }
      return canRetag(inspection) ? undefined : "This cannot be tagged.";
    },
  ),
  "inspect.delete": whileNoDialog(
    () => {
      const inspection = shownInspection();
      if (inspection !== undefined) {
        goTo("inspect");
        deleteManifest(inspection.repository, inspection.digest);
      }
    },
    () => {
      const inspection = shownInspection();
      if (inspection === undefined) {
        return "Inspect a reference first.";
      }
      return canDelete(inspection) ? undefined : "Only manifests in registries can be deleted.";
    },
  ),
  "tag.timeline": whileNoDialog(askForTimeline),
  "compare.open": whileNoDialog(startComparison),
  "compare.swap": whileNoDialog(
    () => {
      goTo("compare");
      useCompare.getState().swap();
    },
    () => {
      const { mode, before, after } = useCompare.getState();
      if (mode === "platforms") {
        return "There is only one side.";
      }
      return isEmptySide(before) && isEmptySide(after) ? "Enter what to compare first." : undefined;
    },
  ),
  "view.back": stepAction(-1),
  "view.forward": stepAction(1),
  "inspect.reload": whileInspecting(reloadInspection, (state) =>
    currentVisit(state) === undefined ? "Inspect a reference first." : undefined,
  ),
  "inspect.nextTab": whileInspecting(() => moveTab(1), fewTabs),
  "inspect.previousTab": whileInspecting(() => moveTab(-1), fewTabs),
  "inspect.closeTab": whileInspecting(
    () => useInspect.getState().closeTab(useInspect.getState().tab),
    ({ tabs }) => (tabs.length === 0 ? "No image is open." : undefined),
  ),
  "inspect.openLayout": whileNoDialog(() => void openFiles("layout")),
  "inspect.openArchive": whileNoDialog(() => void openFiles("archive")),
  "access.open": whileNoDialog(askForAccess),
  "tag.edit": whileNoDialog(askForEditedTag),
  "view.compose": whileNoDialog(() => goTo("compose", "view")),
  "view.inspect": whileNoDialog(() => goTo("inspect", "view")),
  "view.compare": whileNoDialog(() => goTo("compare", "view")),
  "view.history": whileNoDialog(() => goTo("history", "view")),
  "view.registries": whileNoDialog(() => goTo("registries", "view")),
  "rules.open": whileNoDialog(openOverwriteRules),
  "palette.open": whileNoDialog(() => useNavigation.getState().setPaletteOpen(true)),
  "theme.system": setTheme("system"),
  "theme.light": setTheme("light"),
  "theme.dark": setTheme("dark"),
  "help.open": whileNoDialog(() => useNavigation.getState().setHelpDialog("start")),
  "help.shortcuts": whileNoDialog(() => useNavigation.getState().setHelpDialog("shortcuts")),
  "help.copyDiagnostics": always(() => void useSettings.getState().copyDiagnostics()),
  "help.openLogFolder": always(() => void useSettings.getState().openLogFolder()),
  "help.updates": whileNoDialog(() => {
    useNavigation.getState().setHelpDialog("about");
    useUpdates.getState().check();
  }),
  "help.about": whileNoDialog(() => useNavigation.getState().setHelpDialog("about")),
};

/** Why a command is disabled, or undefined if it is enabled. */
export function disabledReason(id: CommandId): string | undefined {
  return commandActions[id].disabledReason();
}

/** Commands that act on the field of a popover, which stays open. */
const inPlace: ReadonlySet<CommandId> = new Set(["edit.undo", "edit.redo"]);

/** Runs a command if it is enabled. */
export function runCommand(id: CommandId): void {
  const command = commandActions[id];
  if (command.disabledReason() === undefined) {
    useNavigation.getState().setPaletteOpen(false);
    if (!inPlace.has(id)) {
      closePopovers();
    }
    command.run();
  }
}

/**
 * Runs the command of a shortcut. A review that is blocked shows what blocks it; one whose result is being computed opens
 * when it is ready.
 */
export function runShortcut(id: CommandId): void {
  if (id === "push.review" && dialogReason() === undefined) {
    const blocker = pushBlocker(useCompose.getState());
    if (blocker !== undefined) {
      useNavigation.getState().setPaletteOpen(false);
      if (blocker.isPending === true) {
        goTo("compose");
        useReviewWait.getState().begin(() => runShortcut(id));
        useNavigation
          .getState()
          .announce("The review opens when the result is ready. Escape cancels.");
      } else {
        goToBlocker(blocker);
      }
      return;
    }
  }
  runCommand(id);
}
