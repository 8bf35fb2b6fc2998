import { useCallback, useEffect, useMemo, useRef } from "react";
import { pushWords } from "../../../shared/pushWords.ts";
import type { TagTimeline } from "../../../shared/journal.ts";
import { Digest } from "../../image/Digest.tsx";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { afterFocusRestored } from "../../navigation.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { VirtualList, type VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { startTagEdit } from "../compose/editTag/startTagEdit.ts";
import { inspectReference } from "../inspect/inspectReference.ts";
import { usePush } from "../push/pushStore.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { currentPoints, type ShownPoint } from "./currentPoints.ts";
import { formatDateTime } from "./entryLabels.ts";
import styles from "./HistoryPage.module.css";
import { HistoryPageFrame } from "./HistoryPageFrame.tsx";
import { useHistory } from "./historyStore.ts";
import { PointComparison } from "./PointComparison.tsx";
import { useTimeline } from "./timelineStore.ts";

/** Returns how the tag came to point to a digest. */
function causeLabel({ cause, digest }: ShownPoint): string {
  switch (cause.kind) {
    case "set":
      return `${pushWords[cause.by].done.toLowerCase()}${cause.isConfirmed ? "" : ", not confirmed"}`;
    case "found":
      return digest === null ? "before the first push" : "found by the first push";
    case "outside":
      return digest === null ? "deleted outside the app" : "moved outside the app";
  }
}

interface PointProps {
  readonly point: ShownPoint;
  readonly timeline: TagTimeline;
}

function EntryButton({ digest, cause }: ShownPoint) {
  if (cause.kind !== "set") {
    return <span />;
  }
  const label =
    digest === null
      ? "Show the entry that deleted the tag"
      : `Show the entry that set ${shortDigest(digest)}`;
  return (
    <Button
      look="quiet"
      small
      aria-label={label}
      onPress={() => useHistory.getState().open({ kind: "entry", id: cause.entryId })}
    >
      Entry
    </Button>
  );
}

function PointActions({ point, timeline }: PointProps) {
  const { digest, restore, isSame } = point;
  const { name, repository } = timeline;
  if (digest === null) {
    return (
      <span className={classNames(styles["tools"])}>
        <EntryButton {...point} />
      </span>
    );
  }
  const of = shortDigest(digest);
  return (
    <span className={classNames(styles["tools"])}>
      <EntryButton {...point} />
      <Button
        look="quiet"
        small
        aria-label={`Inspect ${of}`}
        onPress={() => inspectReference(`${repository}@${digest}`)}
      >
        Inspect
      </Button>
      <Button
        look="quiet"
        small
        aria-label={`Edit ${of}`}
        onPress={() => startTagEdit(`${name}@${digest}`)}
      >
        Edit
      </Button>
      {!isSame && (
        <Button
          look="quiet"
          small
          aria-label={`Compare ${of} with the current content`}
          onPress={() => useTimeline.getState().compare(repository, digest)}
        >
          Compare
        </Button>
      )}
      {!isSame && restore !== undefined && (
        <Button
          small
          aria-label={`Restore ${name} to ${of}…`}
          onPress={() =>
            usePush.getState().makePlan({
              kind: "restore",
              journalId: restore.attemptId,
              name,
              content: restore.content,
            })
          }
        >
          Restore…
        </Button>
      )}
    </span>
  );
}

function Point({ point, timeline }: PointProps) {
  const { digest, at, cause, isCurrent } = point;
  return (
    <div className={classNames(styles["point"])}>
      {digest === null ? (
        <span className={classNames(styles["quiet"])}>no tag</span>
      ) : (
        <Digest digest={digest} of={timeline.name} />
      )}
      <span className={classNames(styles["cause"], styles[cause.kind])}>
        {causeLabel(point)}
        {isCurrent && <span className={classNames(styles["current"])}>current</span>}
      </span>
      <time dateTime={at} title={at}>
        {formatDateTime(at)}
      </time>
      <PointActions point={point} timeline={timeline} />
    </div>
  );
}

/** A point in the list. */
interface ListedPoint {
  readonly id: string;
  readonly point: ShownPoint;
}

function labelOf({ point }: ListedPoint): string {
  return `${point.digest ?? "no tag"}, ${causeLabel(point)}, ${formatDateTime(point.at)}`;
}

function Points({ timeline }: { readonly timeline: TagTimeline }) {
  const current = useTimeline((state) => state.current);
  const readAt = useTimeline((state) => state.readAt);
  const points = useMemo(() => {
    const state = current.kind === "read" ? current.value : undefined;
    const digest = state?.kind === "missing" ? null : state?.digest;
    return currentPoints(timeline.points, digest, readAt).map((point, at, all) => ({
      point,
      // A new point at the top does not change the keys of the others.
      id: `${all.length - at} ${point.digest ?? ""}`,
    }));
  }, [timeline, current, readAt]);
  const list = useRef<VirtualListHandle>(null);
  const renderPoint = useCallback(
    ({ point }: ListedPoint) => <Point point={point} timeline={timeline} />,
    [timeline],
  );
  useEffect(() => {
    // Back from an entry: the point that it set gets the focus.
    const { left } = useHistory.getState();
    const point = points.find(
      ({ point: { cause } }) =>
        cause.kind === "set" && left?.kind === "entry" && cause.entryId === left.id,
    );
    return point === undefined
      ? undefined
      : afterFocusRestored(() => list.current?.show(point.id, { focus: true }));
    // Only when the list is shown again, not when the points change.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  if (points.every(({ point }) => point.digest === null)) {
    const isMissing = points.length > 0;
    return (
      <EmptyState
        lead={`${isMissing ? "There is no such tag, and the" : "The"} journal has no push to this tag.`}
      >
        <p>Pushes, retags and restores of this tag appear here.</p>
      </EmptyState>
    );
  }
  return (
    <div className={classNames(styles["points"])}>
      <VirtualList
        ref={list}
        label={`Timeline of ${timeline.name}`}
        items={points}
        estimatedHeight={37}
        textOf={labelOf}
        onAction={({ point }) => {
          if (point.digest !== null) {
            inspectReference(`${timeline.repository}@${point.digest}`);
          }
        }}
        actsOnClick
      >
        {renderPoint}
      </VirtualList>
    </div>
  );
}

/** Reads the tag's current digest, or says why it could not be read. */
function CurrentStatus({ text }: { readonly text: string }) {
  const current = useTimeline((state) => state.current);
  switch (current.kind) {
    case "reading":
      return <ProgressLine label="Reading the current tag…" done={0} total={0} />;
    case "failed":
      return (
        <RequestFailure failure={current.failure}>
          <Button small onPress={() => useTimeline.getState().open(text)}>
            Try again
          </Button>
        </RequestFailure>
      );
    case "read":
      return null;
  }
}

/** The digests that a tag pointed to: each can be inspected, compared with the current one, and restored. */
export function TagPage({ text }: { readonly text: string }) {
  const timeline = useTimeline((state) => state.timeline);
  // After a push, the journal is read again: the tag may have moved.
  const list = useHistory((state) => state.list);
  useEffect(
    () => useTimeline.getState().open(text),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `list` is not used, but changes after a push
    [text, list],
  );
  useEffect(() => useTimeline.getState().close, []);
  const name = timeline.kind === "read" ? timeline.value.name : text;
  return (
    <HistoryPageFrame
      label={`Timeline of ${name}`}
      onEscape={useTimeline.getState().endComparison}
      heading={
        <h2>
          <span className={classNames(styles["of"])}>Timeline of </span>
          <ReferenceText text={name} keeps="all" />
        </h2>
      }
      actions={
        <>
          <Button small onPress={() => inspectReference(name)}>
            Inspect tag
          </Button>
          <Button small onPress={() => useTimeline.getState().open(text)}>
            Read again
          </Button>
        </>
      }
    >
      <CurrentStatus text={text} />
      <PointComparison />
      {timeline.kind === "failed" && <FailureNote failure={timeline.failure} />}
      {timeline.kind === "read" && <Points timeline={timeline.value} />}
    </HistoryPageFrame>
  );
}
