import { useEffect, useMemo, useRef, useState } from "react";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import type { InspectedContent } from "../../../shared/inspection.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { countOf } from "../../../shared/countOf.ts";
import { DialogBody, DialogFoot, ModalDialog } from "../../ui/ModalDialog.tsx";
import { Note } from "../../ui/Note.tsx";
import { SubmitTextArea } from "../../ui/SubmitTextArea.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { CopyReferrersChoice } from "../compose/losses/CopyReferrersChoice.tsx";
import { parsePaste } from "../../../shared/paste/parsePaste.ts";
import { targetsOf } from "../../../shared/paste/pasteResult.ts";
import { useDebouncedNotes } from "../compose/sources/useDebouncedNotes.ts";
import { dockerHubHint } from "../compose/targets/validateTarget.ts";
import { useReferenceCompletion } from "../suggestions/useReferenceCompletion.tsx";
import { usePush } from "../push/pushStore.ts";
import { currentVisit, useInspect } from "./inspectStore.ts";
import styles from "./RetagDialog.module.css";

function TargetField({ text, onEnter }: { readonly text: string; readonly onEnter: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // Place the cursor after the repository, where the tag goes.
    const end = area.current?.value.length ?? 0;
    area.current?.setSelectionRange(end, end);
  }, []);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText: useInspect.getState().setRetagText,
    fieldRef: area,
  });
  return (
    <>
      <SubmitTextArea
        inputRef={area}
        label="Targets"
        showsLabel
        value={text}
        onChange={onChange}
        onEnter={onEnter}
        placeholder="ghcr.io/acme/app:1.4, ghcr.io/acme/app:latest"
        autoFocus
        suggesting={suggesting}
      />
      {popup}
    </>
  );
}

/** A note that attestations listed in the index are always copied; empty if there are none. */
function describeInlineAttestations(content: InspectedContent): string {
  const count =
    content.kind === "index"
      ? content.rows.reduce((sum, { attestations }) => sum + attestations.length, 0)
      : 0;
  if (count === 0) {
    return "";
  }
  const [they, them] = count === 1 ? ["it is", "it"] : ["they are", "them"];
  return `The index itself lists ${countOf(count, "attestation")}. A retag keeps the index unchanged, so ${they} always copied. To exclude ${them}, compose from this index.`;
}

/** The dialog that adds tags to the inspected content. It opens the review of a push. */
export function RetagDialog() {
  const retagText = useInspect((state) => state.retagText);
  const visit = useInspect(currentVisit);
  const [copyReferrers, setCopyReferrers] = useState(emptyDraft.copyReferrers);
  const [noClobber, setNoClobber] = useState(false);
  const { closeRetag } = useInspect.getState();
  const text = retagText ?? "";
  const pasted = useMemo(() => parsePaste(text), [text]);
  const repository = visit?.kind === "open" ? visit.inspection.repository : "";
  // The field starts with the repository, which is not a target without a tag.
  const targets = targetsOf(pasted).filter((target) => target !== `${repository}:`);
  const hint = targets.flatMap((target) => dockerHubHint(target) ?? [])[0];
  const notes = useDebouncedNotes(text, [...(hint === undefined ? [] : [hint]), ...pasted.notes]);
  if (visit?.kind !== "open") {
    return null;
  }
  const { name, digest, content } = visit.inspection;
  const attestationNote =
    copyReferrers.referrers === "none" ? describeInlineAttestations(content) : "";

  function review(): void {
    if (targets.length > 0) {
      closeRetag();
      usePush.getState().makePlan({
        kind: "retag",
        // By digest: the tags point to the content that was inspected, even if its tag moves.
        source: `${repository}@${digest}`,
        targets: [...targets],
        copyReferrers,
        readFrom: name,
        noClobber,
      });
    }
  }

  return (
    <ModalDialog title="Retag" isOpen={retagText !== undefined} onClose={closeRetag} width={560}>
      <DialogBody>
        <p className={classNames(styles["words"])}>
          Add tags to {shortDigest(digest)} of {escapeInvisible(repository)}. Content that is
          missing in the targets is copied.
        </p>
        <div className={classNames(styles["targets"])}>
          <TargetField text={text} onEnter={review} />
          <Switch isSelected={noClobber} onChange={setNoClobber}>
            Never overwrite: fail if a tag points to other content
          </Switch>
        </div>
        {notes.map((note) => (
          <Note key={note} look="note" message={note} />
        ))}
        <div className={classNames(styles["referrers"])}>
          <CopyReferrersChoice value={copyReferrers} onChange={setCopyReferrers} />
          {attestationNote !== "" && <Note look="note" message={attestationNote} />}
        </div>
      </DialogBody>
      <DialogFoot words={targets.length === 0 ? "Enter at least one target." : ""}>
        <Button onPress={closeRetag}>Cancel</Button>
        <Button look="primary" isDisabled={targets.length === 0} onPress={review}>
          Review retag…
        </Button>
      </DialogFoot>
    </ModalDialog>
  );
}
