import { useEffect, useMemo, useRef, useState } from "react";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/format.ts";
import { SubmitTextArea } from "../../ui/SubmitTextArea.tsx";
import { DialogBody, DialogFoot, ModalDialog } from "../../ui/ModalDialog.tsx";
import { Note } from "../../ui/Note.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { shortDigest } from "../../image/shortDigest.ts";
import { dockerHubHint } from "../compose/targets/validateTarget.ts";
import { targetsOf } from "../compose/sources/paste/pasteResult.ts";
import { parsePaste } from "../compose/sources/paste/parsePaste.ts";
import { useDebouncedNotes } from "../compose/sources/paste/useDebouncedNotes.ts";
import { CopyReferrersChoice } from "../compose/losses/CopyReferrersChoice.tsx";
import { usePush } from "../push/pushStore.ts";
import styles from "./RetagDialog.module.css";
import { useInspect } from "./inspectStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

function TargetField({ text, onEnter }: { readonly text: string; readonly onEnter: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // The tag is what is left to type.
    const end = area.current?.value.length ?? 0;
    area.current?.setSelectionRange(end, end);
  }, []);
  return (
    <SubmitTextArea
      inputRef={area}
      label="Target references"
      value={text}
      onChange={useInspect.getState().setRetagText}
      onEnter={onEnter}
      placeholder="ghcr.io/acme/app:1.4, ghcr.io/acme/app:latest"
      autoFocus
    />
  );
}

/** Gives what is inspected more tags, anywhere: asks where, then shows the same review as any push. */
export function RetagDialog() {
  const typed = useInspect((state) => state.retagging);
  const visit = useInspect((state) => state.visits[state.at]);
  const [copyReferrers, setCopyReferrers] = useState(emptyDraft.copyReferrers);
  const [noClobber, setNoClobber] = useState(false);
  const { closeRetag } = useInspect.getState();
  const pasted = useMemo(() => parsePaste(typed ?? ""), [typed]);
  const repository = visit?.kind === "open" ? visit.inspection.repository : "";
  // What the field began with names no tag yet.
  const targets = targetsOf(pasted).filter((text) => text !== `${repository}:`);
  const hint = targets.flatMap((text) => dockerHubHint(text) ?? [])[0];
  const notes = useDebouncedNotes(typed ?? "", [
    ...(hint === undefined ? [] : [hint]),
    ...pasted.notes,
  ]);
  if (visit?.kind !== "open") {
    return null;
  }
  const { name, digest, content } = visit.inspection;
  const listed =
    content.kind === "index"
      ? content.rows.reduce((sum, { attestations }) => sum + attestations.length, 0)
      : 0;

  function review(): void {
    if (targets.length > 0) {
      closeRetag();
      // By digest: what was looked at is what gets the tag.
      const source = `${repository}@${digest}`;
      usePush.getState().makePlan({
        kind: "retag",
        source,
        targets: [...targets],
        copyReferrers,
        readFrom: name,
        noClobber,
      });
    }
  }

  return (
    <ModalDialog title="Retag" isOpen={typed !== null} onClose={closeRetag} width={560}>
      <DialogBody>
        <p className={classNames(styles["words"])}>
          {shortDigest(digest)} of {escapeInvisible(repository)} gets these tags as well. Content
          that they lack is copied along.
        </p>
        <TargetField text={typed ?? ""} onEnter={review} />
        <Switch isSelected={noClobber} onChange={setNoClobber}>
          Never overwrite: refuse where a tag names something else
        </Switch>
        {notes.map((note) => (
          <Note key={note} look="note" message={note} />
        ))}
        <div className={classNames(styles["travel"])}>
          <CopyReferrersChoice value={copyReferrers} onChange={setCopyReferrers} />
          {copyReferrers.referrers === "none" && listed > 0 && (
            <Note
              look="note"
              message={`The index itself lists ${countOf(listed, "attestation")}. A retag keeps its bytes, so ${listed === 1 ? "it is" : "they are"} copied with it; compose from it to exclude ${listed === 1 ? "it" : "them"}.`}
            />
          )}
        </div>
      </DialogBody>
      <DialogFoot words={targets.length === 0 ? "Name one target or more." : ""}>
        <Button onPress={closeRetag}>Cancel</Button>
        <Button look="primary" isDisabled={targets.length === 0} onPress={review}>
          Review push…
        </Button>
      </DialogFoot>
    </ModalDialog>
  );
}
