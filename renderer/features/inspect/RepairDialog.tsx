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
import { splitSourceList } from "../../../shared/paste/splitSourceList.ts";
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

/** The text with another place, unless it names it. Paths may have spaces, so they follow repositories. */
function withPlace(text: string, place: string): string {
  if (readPlaces(text).places.includes(place)) {
    return text;
  }
  const isPath = /^(?:oci-layout|(?:oci|docker)-archive):/.test(place);
  return (isPath ? `${text.trim()} ${place}` : `${place} ${text.trim()}`).trim();
}

/** The places that a text names, or why one of them is none. */
function readPlaces(text: string): {
  readonly places: readonly string[];
  readonly reason?: string;
} {
  const places: string[] = [];
  for (const word of splitSourceList(text)) {
    const normalized = normalizeReference(word);
    if (normalized.kind === "rejected") {
      return { places: [], reason: normalized.reason };
    }
    places.push(normalized.text);
  }
  return { places: [...new Set(places)] };
}

/** The places that were reviewed last, and for what: they are offered again, since a review can fail. */
let kept: { readonly image: string; readonly text: string } | undefined;

interface RepairDialogProps extends DamagedContent {
  readonly onClose: () => void;
}

/** Asks which places have what an index or image lost, and opens the review of a push that copies it. */
export function RepairDialog({ repository, digest, onClose }: RepairDialogProps) {
  const image = `${repository}@${digest}`;
  const [initial] = useState(() => (kept?.image === image ? kept.text : ""));
  const [text, setText] = useState(initial);
  const [failure, setFailure] = useState<Failure>();
  const donors = useDonors({ repository, digest });
  const { places, reason } = readPlaces(text);

  async function choose(kind: "layout" | "archive"): Promise<void> {
    const chosen = await chooseLocation(kind);
    setFailure(chosen.failure);
    if (chosen.text !== undefined) {
      setText(withPlace(text, chosen.text));
    }
  }

  return (
    <FormDialog
      title="Repair"
      width={520}
      action="Review repair…"
      isValid={places.length > 0}
      words="Copies what is missing. All digests stay the same, and no tag moves."
      isChanged={text.trim() !== initial.trim()}
      onSubmit={() => {
        kept = { image, text };
        usePush.getState().makePlan({ kind: "repair", text: image, from: [...places] });
      }}
      onClose={onClose}
    >
      <p className={classNames(styles["words"])}>
        Name a repository, layout or archive that has what {escapeInvisible(repository)} lost of{" "}
        {shortDigest(digest)}. Several, with spaces between, may each have a part of it.
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
      {reason !== undefined && <UntrustedText text={reason} />}
      {donors.length > 0 && (
        <div className={classNames(styles["donors"])} role="group" aria-label="From earlier pushes">
          <span>Earlier pushes:</span>
          {donors.map((donor) => (
            <Button key={donor} small onPress={() => setText(withPlace(text, donor))}>
              {escapeInvisible(donor)}
            </Button>
          ))}
        </div>
      )}
    </FormDialog>
  );
}
