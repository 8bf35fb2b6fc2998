import { ArrowLeft, ArrowRight, RotateCw } from "lucide-react";
import type { Inspection } from "../../../../shared/inspection.ts";
import { runCommand } from "../../../commands/commandActions.ts";
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

function HistoryButtons() {
  const at = useInspect(({ tabs, tab }) => tabs[tab]?.at ?? -1);
  const last = useInspect(({ tabs, tab }) => (tabs[tab]?.visits.length ?? 0) - 1);
  const { step } = useInspect.getState();
  return (
    <>
      {/* Not disabled: the button would lose the focus at the last step back. */}
      <IconButton label="Back" isPending={at <= 0} onPress={() => step(-1)}>
        <ArrowLeft size={15} aria-hidden />
      </IconButton>
      <IconButton label="Forward" isPending={at >= last} onPress={() => step(1)}>
        <ArrowRight size={15} aria-hidden />
      </IconButton>
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
      <HistoryButtons />
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
