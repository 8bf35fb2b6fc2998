import { useState } from "react";
import type { Annotations } from "../../shared/oci/descriptor.ts";
import { Button } from "../ui/Button.tsx";
import { classNames } from "../ui/classNames.ts";
import { LongText } from "../ui/LongText.tsx";
import styles from "./EntryLines.module.css";
import { UntrustedText } from "../ui/UntrustedText.tsx";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

/** The number of annotations shown at first if there are many. */
const maxShown = 4;

interface AnnotationLinesProps {
  readonly annotations: Annotations;
  /** Whether values keep their lines and can be shown whole, and addresses of web pages are links. */
  readonly isDetailed?: boolean;
  /** What one of them is called. */
  readonly noun?: "annotation" | "label";
}

/** Annotations sorted by key, one per line. Many are collapsed at first. */
export function AnnotationLines({
  annotations,
  isDetailed = false,
  noun = "annotation",
}: AnnotationLinesProps) {
  const [showsAll, setShowsAll] = useState(false);
  const pairs = Object.entries(annotations).sort(([one], [other]) => (one < other ? -1 : 1));
  const isCollapsed = !showsAll && pairs.length > maxShown + 1;
  return (
    <>
      {(isCollapsed ? pairs.slice(0, maxShown) : pairs).map(([key, value]) => (
        <div
          key={key}
          className={classNames(styles["annotation"], isDetailed && styles["detailed"])}
          title={isDetailed ? undefined : escapeInvisible(`${key} = ${value}`)}
          data-selectable
        >
          <span className={classNames(styles["key"])}>
            <UntrustedText text={key} />
          </span>
          <span className={classNames(styles["equals"])}> = </span>
          <span className={classNames(styles["value"])}>
            {value === "" && "(empty)"}
            {isDetailed ? <LongText text={value} of={key} /> : <UntrustedText text={value} />}
          </span>
        </div>
      ))}
      {isCollapsed && (
        <div>
          <Button look="quiet" small onPress={() => setShowsAll(true)}>
            {pairs.length - maxShown} more {noun}s
          </Button>
        </div>
      )}
    </>
  );
}
