import { useEffect, useState } from "react";
import type { SideInput } from "../../../shared/comparedSide.ts";
import type { Result } from "../../../shared/errors.ts";
import type { TagPoint, TagTimeline } from "../../../shared/journal.ts";
import { api } from "../../api.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { shortDigest } from "../../image/shortDigest.ts";
import { formatDateTime } from "../history/entryLabels.ts";
import styles from "./CompareView.module.css";
import { pointSide } from "./sides.ts";

interface EarlierContentDialogProps {
  readonly initialTag: string;
  readonly onChoose: (side: SideInput) => void;
  readonly onClose: () => void;
}

/** Milliseconds without typing before the journal is read. */
const pauseMs = 200;

/** The points of a tag, by the journal; undefined while the text is empty or being read. */
function useTimelineOf(text: string): Result<TagTimeline> | undefined {
  const [found, setFound] = useState<{
    readonly text: string;
    readonly result: Result<TagTimeline>;
  }>();
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      if (text !== "") {
        void api.invoke("journal:timeline", { text }).then((result) => {
          if (isCurrent) {
            setFound({ text, result });
          }
        });
      }
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text]);
  return found?.text === text ? found.result : undefined;
}

/** Asks for a tag and lists what it held, by the journal. */
export function EarlierContentDialog(props: EarlierContentDialogProps) {
  const { initialTag, onChoose, onClose } = props;
  const [tag, setTag] = useState(initialTag);
  const [chosen, setChosen] = useState<string>();
  const timeline = useTimelineOf(tag.trim());
  const points = timeline?.ok === true ? knownPoints(timeline.value.points) : [];
  const point = points.find(({ digest }) => digest === chosen) ?? points[0];
  return (
    <FormDialog
      title="Earlier content of a tag"
      width={560}
      action="Choose"
      isValid={point !== undefined}
      words={point === undefined ? "Enter a tag that this app has pushed." : ""}
      onSubmit={() => {
        if (timeline?.ok === true && point !== undefined) {
          onChoose(pointSide(timeline.value, point));
        }
      }}
      onClose={onClose}
    >
      <TextInput label="Tag" placeholder="ghcr.io/acme/app:1.4" value={tag} onChange={setTag} />
      {timeline?.ok === false && <FailureNote failure={timeline.error} />}
      {timeline?.ok === true && points.length === 0 && (
        <p className={classNames(styles["note"])}>The journal has no content of this tag.</p>
      )}
      <ul className={classNames(styles["points"])} aria-label="What the tag held">
        {points.map(({ digest, at }) => (
          <li key={digest}>
            <Button
              look={digest === point?.digest ? "plain" : "quiet"}
              small
              aria-pressed={digest === point?.digest}
              onPress={() => setChosen(digest)}
            >
              {shortDigest(digest)}, {formatDateTime(at)}
            </Button>
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}

interface KnownPoint extends TagPoint {
  readonly digest: string;
}

/** Each content once, the newest first. */
function knownPoints(points: readonly TagPoint[]): readonly KnownPoint[] {
  const found = new Map<string, KnownPoint>();
  for (const point of points) {
    const { digest } = point;
    if (digest !== null && !found.has(digest)) {
      found.set(digest, { ...point, digest });
    }
  }
  return [...found.values()];
}
