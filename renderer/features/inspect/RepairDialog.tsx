import { useEffect, useRef, useState } from "react";
import { shortDigest } from "../../image/shortDigest.ts";
import { api } from "../../api.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { chooseLocation } from "../../chooseLocation.ts";
import type { Failure } from "../../../shared/errors.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { normalizeReference } from "../../../shared/paste/normalizeReference.ts";
import { usePush } from "../push/pushStore.ts";
import { useReferenceCompletion } from "../suggestions/useReferenceCompletion.tsx";
import styles from "./RepairDialog.module.css";

/** Places that are offered. */
const maxDonors = 4;

interface DamagedContent {
  readonly repository: string;
  /** Of the index or image. */
  readonly digest: string;
}

/** The places that earlier pushes copied this content from or to. */
function useDonors({ repository, digest }: DamagedContent): readonly string[] {
  const [donors, setDonors] = useState<readonly string[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void api.invoke("repair:donors", { repository, digest }).then((result) => {
      // Without the journal, the user types the place.
      if (isCurrent && result.ok) {
        setDonors(result.value.slice(0, maxDonors));
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [repository, digest]);
  return donors;
}

interface DonorFieldProps {
  readonly text: string;
  readonly setText: (text: string) => void;
}

function DonorField({ text, setText }: DonorFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const { onChange, suggesting, popup } = useReferenceCompletion({
    text,
    setText,
    fieldRef: input,
  });
  return (
    <>
      <TextInput
        label="Copy from"
        value={text}
        onChange={onChange}
        placeholder="registry.example.com/acme/app"
        autoFocus
        inputRef={input}
        suggesting={suggesting}
      />
      {popup}
    </>
  );
}

interface RepairDialogProps extends DamagedContent {
  readonly onClose: () => void;
}

/** Asks which place has what an index or image lost, and opens the review of a push that copies it. */
export function RepairDialog({ repository, digest, onClose }: RepairDialogProps) {
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const donors = useDonors({ repository, digest });
  const normalized = normalizeReference(text);
  const isBlank = text.trim() === "";

  async function choose(kind: "layout" | "archive"): Promise<void> {
    const chosen = await chooseLocation(kind);
    setFailure(chosen.failure);
    if (chosen.text !== undefined) {
      setText(chosen.text);
    }
  }

  return (
    <FormDialog
      title="Repair"
      width={520}
      action="Review repair…"
      isValid={!isBlank && normalized.kind === "reference"}
      words="Copies what is missing. All digests stay the same, and no tag moves."
      isChanged={!isBlank}
      onSubmit={() => {
        if (normalized.kind === "reference") {
          usePush.getState().makePlan({
            kind: "repair",
            text: `${repository}@${digest}`,
            from: normalized.text,
          });
        }
      }}
      onClose={onClose}
    >
      <p className={classNames(styles["words"])}>
        Name a repository, layout or archive that has everything of {shortDigest(digest)} that{" "}
        {escapeInvisible(repository)} lost.
      </p>
      <DonorField text={text} setText={setText} />
      <div className={classNames(styles["donors"])} role="group" aria-label="From disk">
        <span>From disk:</span>
        <Button small onPress={() => void choose("layout")}>
          Choose OCI layout…
        </Button>
        <Button small onPress={() => void choose("archive")}>
          Choose archive…
        </Button>
      </div>
      {failure !== undefined && <FailureNote failure={failure} />}
      {!isBlank && normalized.kind === "rejected" && <UntrustedText text={normalized.reason} />}
      {donors.length > 0 && (
        <div className={classNames(styles["donors"])} role="group" aria-label="From earlier pushes">
          <span>Earlier pushes:</span>
          {donors.map((donor) => (
            <Button key={donor} small onPress={() => setText(donor)}>
              {escapeInvisible(donor)}
            </Button>
          ))}
        </div>
      )}
    </FormDialog>
  );
}
