import { RotateCw } from "lucide-react";
import type { Inspection } from "../../../../shared/inspection.ts";
import { runCommand } from "../../../commands/commandActions.ts";
import { HistoryButtons } from "../../../commands/HistoryButtons.tsx";
import { useNavigation } from "../../../navigation.ts";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { useCompose } from "../../compose/composeStore.ts";
import { isEmptyDraft } from "../../compose/editDraft.ts";
import { startTagEdit } from "../../compose/editTag/startTagEdit.ts";
import { showTimeline } from "../../history/showTimeline.ts";
import { canCompose, canDelete, canRetag, canShowTimeline } from "../allowedActions.ts";
import { currentVisit, useInspect } from "../inspectStore.ts";
import { reloadInspection } from "../reloadInspection.ts";
import { CopyMenu } from "./CopyMenu.tsx";
import { ReferenceField } from "./ReferenceField.tsx";
import styles from "./Toolbar.module.css";

function Navigation() {
  const at = useInspect(({ tabs, tab }) => tabs[tab]?.at ?? -1);
  const last = useInspect(({ tabs, tab }) => (tabs[tab]?.visits.length ?? 0) - 1);
  return (
    <>
      <HistoryButtons canGoBack={at > 0} canGoForward={at < last} />
      <IconButton label="Reload" isPending={at < 0} onPress={reloadInspection}>
        <RotateCw size={14} aria-hidden />
      </IconButton>
    </>
  );
}

/** What can be done with the shown content. */
function Actions({ inspection }: { readonly inspection: Inspection }) {
  const hasDraft = useCompose((state) => !isEmptyDraft(state.draft));
  function compose(): void {
    useCompose.getState().addSources([inspection.name]);
    useNavigation.getState().show("compose");
  }
  return (
    <div className={classNames(styles["actions"])}>
      <CopyMenu inspection={inspection} />
      {canCompose(inspection.content) && (
        <>
          <Button onPress={compose}>{hasDraft ? "Add to draft" : "Compose from this"}</Button>
          <Button onPress={() => startTagEdit(inspection.name)}>
            {inspection.name.includes("@") ? "Edit" : "Edit this tag"}
          </Button>
        </>
      )}
      {inspection.content.kind !== "blob" && (
        <Button onPress={() => runCommand("compare.open")}>Compare…</Button>
      )}
      {canShowTimeline(inspection) && (
        <Button onPress={() => showTimeline(inspection.name)}>Timeline</Button>
      )}
      {canRetag(inspection) && <Button onPress={() => runCommand("inspect.retag")}>Retag…</Button>}
      {/* A tag is deleted from the list of tags; what has none only here. */}
      {canDelete(inspection) && !canShowTimeline(inspection) && (
        <Button onPress={() => runCommand("inspect.delete")}>Delete…</Button>
      )}
    </div>
  );
}

/** Back, forward, the reference with the way to the content, and the actions on it. */
export function Toolbar() {
  const text = useInspect((state) => state.text);
  const visit = useInspect(currentVisit);
  const { openTyped } = useInspect.getState();
  const isShown = visit !== undefined && text === visit.trail[0].text;
  return (
    <div className={classNames(styles["bar"])}>
      <Navigation />
      <ReferenceField />
      {!isShown && (
        <Button isDisabled={text.trim() === ""} onPress={() => openTyped(text)}>
          Open
        </Button>
      )}
      {visit?.kind === "open" && <Actions inspection={visit.inspection} />}
    </div>
  );
}
