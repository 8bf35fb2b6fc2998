import type { CommandId } from "../../shared/commands.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { isEmptyDraft } from "../features/compose/isEmptyDraft.ts";
import { pushBlocker } from "../features/compose/targets/pushBlocker.ts";
import { canRetag } from "../features/inspect/allowedActions.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { runUndo } from "./undo.ts";
import { type FocusTarget, useNavigation, type View } from "../navigation.ts";

interface Command {
  /** Why it cannot run now, in words; null where it can. */
  readonly disabledReason: () => string | null;
  readonly run: () => void;
}

function always(run: () => void): Command {
  return { disabledReason: () => null, run };
}

/** A dialog that is open comes first. */
function whileNoDialog(run: () => void, alsoNot: () => string | null = () => null): Command {
  return {
    disabledReason: () =>
      usePush.getState().state.kind !== "closed" || useInspect.getState().retagging !== null
        ? "Finish what is open first."
        : alsoNot(),
    run,
  };
}

function goTo(view: View, place?: FocusTarget): void {
  useNavigation.getState().show(view);
  if (place !== undefined) {
    useNavigation.getState().requestFocus(place);
  }
}

function reviewPush(): void {
  const { preview } = useCompose.getState();
  if (preview?.result.kind === "ready") {
    goTo("compose");
    usePush.getState().makePlan({ kind: "compose", previewId: preview.id });
  }
}

function chooseFiles(kind: "layout" | "archive" | "descriptor"): void {
  goTo("compose");
  void useCompose.getState().chooseFiles(kind);
}

async function chooseTarget(kind: "layout" | "archive"): Promise<void> {
  goTo("compose");
  await useCompose.getState().chooseTarget(kind);
  // What was chosen stands in the field: its tag may be changed, and Enter adds it.
  goTo("compose", "addTarget");
}

async function openRecipe(): Promise<void> {
  goTo("compose");
  await useCompose.getState().openRecipe();
}

function saveRecipe(pin: boolean): Command {
  return whileNoDialog(
    () => {
      goTo("compose");
      void useCompose.getState().saveRecipe(pin);
    },
    () => {
      const { draft, recipeSave } = useCompose.getState();
      if (isEmptyDraft(draft)) {
        return "There is nothing to save yet.";
      }
      return recipeSave.kind === "saving" ? "A recipe is being saved." : null;
    },
  );
}

function theme(name: "system" | "light" | "dark"): Command {
  return always(() => void useSettings.getState().setTheme(name));
}

/** What each command does: the menu, its keys, the palette and the buttons all come here. */
const registry: Readonly<Record<CommandId, Command>> = {
  "draft.new": whileNoDialog(() => {
    useCompose.getState().newDraft();
    goTo("compose", "addSource");
  }),
  "recipe.open": whileNoDialog(() => void openRecipe()),
  "recipe.save": saveRecipe(false),
  "recipe.savePinned": saveRecipe(true),
  "source.add": whileNoDialog(() => goTo("compose", "addSource")),
  "source.chooseLayout": whileNoDialog(() => chooseFiles("layout")),
  "source.chooseArchive": whileNoDialog(() => chooseFiles("archive")),
  "source.chooseDescriptor": whileNoDialog(() => chooseFiles("descriptor")),
  "plan.open": whileNoDialog(() => usePush.getState().makePlan({ kind: "open" })),
  "edit.undo": always(() => runUndo("undo")),
  "edit.redo": always(() => runUndo("redo")),
  "source.refresh": whileNoDialog(
    () => useCompose.getState().refresh(),
    () => (useCompose.getState().draft.sources.length === 0 ? "Add a source first." : null),
  ),
  "annotation.add": whileNoDialog(() => {
    useCompose.getState().addAnnotation();
    goTo("compose", "newAnnotation");
  }),
  "target.add": whileNoDialog(() => goTo("compose", "addTarget")),
  "target.chooseLayout": whileNoDialog(() => void chooseTarget("layout")),
  "target.chooseArchive": whileNoDialog(() => void chooseTarget("archive")),
  "push.review": whileNoDialog(
    reviewPush,
    () => pushBlocker(useCompose.getState())?.message ?? null,
  ),
  "inspect.open": whileNoDialog(() => goTo("inspect", "inspectReference")),
  "inspect.retag": whileNoDialog(
    () => {
      goTo("inspect");
      useInspect.getState().openRetag();
    },
    () => {
      const { visits, at } = useInspect.getState();
      const visit = visits[at];
      if (visit?.kind !== "open") {
        return "Inspect a reference first.";
      }
      return canRetag(visit.inspection) ? null : "A tag cannot name this.";
    },
  ),
  "view.compose": whileNoDialog(() => goTo("compose")),
  "view.inspect": whileNoDialog(() => goTo("inspect")),
  "view.history": whileNoDialog(() => goTo("history")),
  "view.registries": whileNoDialog(() => goTo("registries")),
  "palette.open": whileNoDialog(() => useNavigation.getState().setPaletteOpen(true)),
  "theme.system": theme("system"),
  "theme.light": theme("light"),
  "theme.dark": theme("dark"),
  "help.copyDiagnostics": always(() => void useSettings.getState().copyDiagnostics()),
  "help.openLogFolder": always(() => void useSettings.getState().openLogFolder()),
};

/** Why a command cannot run now, in words; null where it can. */
export function disabledReason(id: CommandId): string | null {
  return registry[id].disabledReason();
}

/** Runs a command, if it can run now. */
export function runCommand(id: CommandId): void {
  const command = registry[id];
  if (command.disabledReason() === null) {
    useNavigation.getState().setPaletteOpen(false);
    command.run();
  }
}
