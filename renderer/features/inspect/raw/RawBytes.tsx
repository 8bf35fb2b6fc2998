import { Check, Download } from "lucide-react";
import { useState } from "react";
import type { Failure } from "../../../../shared/errors.ts";
import { bytePartSize, type Inspection } from "../../../../shared/inspection.ts";
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
import { HexView } from "./HexView.tsx";
import styles from "./RawBytes.module.css";

interface RawBytesProps {
  readonly inspection: Inspection;
  readonly place: Place;
}

/** What is shown, as a reference and, if it is a blob, its descriptor: a blob whose digest was typed has no place for it. */
function sourceOf({ inspection, place }: RawBytesProps): Pick<Place, "text" | "blob"> {
  const { content, repository, mediaType, digest, size } = inspection;
  return place.blob !== undefined || content.kind !== "blob"
    ? place
    : { text: `${repository}@${digest}`, blob: { mediaType, digest, size } };
}

/** Saves the exact bytes, whatever is shown. */
function SaveButton({
  source: { text, blob },
  onFailure,
}: {
  readonly source: Pick<Place, "text" | "blob">;
  readonly onFailure: (failure: Failure | undefined) => void;
}) {
  async function save(): Promise<void> {
    onFailure(undefined);
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

/** What the bytes are, and whether the main process has checked their digest. */
function BytesFacts({
  inspection: { mediaType, digest, size, bytes },
  isChecked,
}: {
  readonly inspection: Inspection;
  readonly isChecked: boolean;
}) {
  return (
    <>
      <span>
        <UntrustedText text={mediaType} />
      </span>
      <Digest digest={digest} of="these bytes" />
      {isChecked ? (
        <span className={classNames(styles["checked"])}>
          <Check size={12} aria-hidden /> digest matches
        </span>
      ) : (
        <span>parts are not checked; Save as… checks the digest</span>
      )}
      <span>{formatBytes(size)}</span>
      {bytes === "long" && <span>too long to be shown as text</span>}
    </>
  );
}

/** The exact bytes: their text, or all of them in hexadecimal, which are read in parts. */
export function RawBytes(props: RawBytesProps) {
  const { inspection } = props;
  const { text, bytes, repository, digest, size } = inspection;
  const [failure, setFailure] = useState<Failure>();
  const [shownDigest, setShownDigest] = useState<string>();
  const source = sourceOf(props);
  const save = <SaveButton source={source} onFailure={setFailure} />;

  function openDigest(linked: string): void {
    const step = { text: `${repository}@${linked}`, label: shortDigest(linked) };
    useInspect.getState().follow([step]);
  }

  if (bytes === "unread" && shownDigest !== digest) {
    const message = "These bytes are read when you show or save them. They are shown in parts.";
    return (
      <div className={classNames(styles["unread"])}>
        <Note look="note" message={message}>
          <Button small onPress={() => setShownDigest(digest)}>
            Show bytes
          </Button>
          {save}
        </Note>
        {failure !== undefined && <FailureNote failure={failure} />}
      </div>
    );
  }
  return (
    <div className={classNames(styles["raw"])}>
      {failure !== undefined && <FailureNote failure={failure} />}
      <div className={classNames(styles["viewer"])}>
        {bytes === undefined || source.blob === undefined ? (
          <JsonViewer label="Raw bytes" text={text} onOpenDigest={openDigest} actions={save}>
            <BytesFacts inspection={inspection} isChecked />
          </JsonViewer>
        ) : (
          <HexView key={digest} source={{ text: source.text, blob: source.blob }} actions={save}>
            {/* Only a blob that is read as a whole is checked as it is read. */}
            <BytesFacts inspection={inspection} isChecked={size <= bytePartSize} />
          </HexView>
        )}
      </div>
    </div>
  );
}
