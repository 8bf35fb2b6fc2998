import { Check, Download } from "lucide-react";
import { useMemo, useState } from "react";
import type { Failure } from "../../../../shared/errors.ts";
import type { Inspection } from "../../../../shared/inspection.ts";
import { api } from "../../../api.ts";
import { Digest } from "../../../image/Digest.tsx";
import { shortDigest } from "../../../image/shortDigest.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { JsonViewer } from "../../../ui/json/JsonViewer.tsx";
import { Note } from "../../../ui/Note.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useInspect } from "../inspectStore.ts";
import type { Place } from "../visit.ts";
import { hexDump } from "./hexDump.ts";
import styles from "./RawBytes.module.css";

interface RawBytesProps {
  readonly inspection: Inspection;
  readonly place: Place;
}

/** Saves the exact bytes, whatever is shown. */
function SaveButton({
  place,
  onFailure,
}: {
  readonly place: Place;
  readonly onFailure: (failure: Failure | undefined) => void;
}) {
  async function save(): Promise<void> {
    onFailure(undefined);
    const { text, blob } = place;
    const input = { text, ...(blob === undefined ? {} : { blob }) };
    const result = await api.startJob("inspect:save", input).result;
    if (!result.ok) {
      onFailure(result.error);
    } else if (result.value !== null) {
      useNavigation.getState().announce(`Saved ${result.value.path}`);
    }
  }
  return (
    <Button small onPress={() => void save()}>
      <Download size={13} aria-hidden /> Save as…
    </Button>
  );
}

/** The exact bytes: text, or the start of other bytes in hexadecimal. The main process has checked their digest. */
export function RawBytes({ inspection, place }: RawBytesProps) {
  const { text, bytes, repository, digest, size, mediaType } = inspection;
  const [failure, setFailure] = useState<Failure>();
  const hex = useMemo(
    () =>
      bytes === undefined
        ? ""
        : hexDump(Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0))),
    [bytes],
  );
  const shownBytes = bytes === undefined ? size : Math.min(size, 64 * 1024);
  const wasRead = text !== "" || bytes !== undefined || size === 0;

  function openDigest(linked: string): void {
    const step = { text: `${repository}@${linked}`, label: shortDigest(linked) };
    useInspect.getState().follow([step]);
  }

  if (!wasRead) {
    return (
      <div className={classNames(styles["unread"])}>
        <Note look="note" message="These bytes are not shown; they can be saved to a file.">
          <SaveButton place={place} onFailure={setFailure} />
        </Note>
        {failure !== undefined && <FailureNote failure={failure} />}
      </div>
    );
  }
  return (
    <div className={classNames(styles["raw"])}>
      {failure !== undefined && <FailureNote failure={failure} />}
      {bytes !== undefined && size > shownBytes && (
        <Note
          look="note"
          message={`The first ${formatBytes(shownBytes)} of ${formatBytes(size)}. Save as… saves all of them.`}
        />
      )}
      <div className={classNames(styles["viewer"])}>
        <JsonViewer
          label="Raw bytes"
          text={bytes === undefined ? text : hex}
          onOpenDigest={openDigest}
          actions={<SaveButton place={place} onFailure={setFailure} />}
        >
          <span>
            <UntrustedText text={mediaType} />
          </span>
          <Digest digest={digest} of="these bytes" />
          <span className={classNames(styles["checked"])}>
            <Check size={12} aria-hidden /> digest matches
          </span>
          <span>{formatBytes(size)}</span>
        </JsonViewer>
      </div>
    </div>
  );
}
