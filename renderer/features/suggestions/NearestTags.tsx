import { useEffect, useState } from "react";
import type { Failure } from "../../../shared/errors.ts";
import type { NearestTag } from "../../../shared/suggestions.ts";
import { api } from "../../api.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import styles from "./NearestTags.module.css";

/** The tags that are most similar to one that does not exist; empty until they are known. */
function useNearestTags(text: string, isWanted: boolean): readonly NearestTag[] {
  const [nearest, setNearest] = useState<readonly NearestTag[]>([]);
  useEffect(() => {
    if (!isWanted) {
      return undefined;
    }
    let isCurrent = true;
    const job = api.startJob("reference:suggestTags", { text });
    void job.result.then((result) => {
      if (isCurrent && result.ok) {
        setNearest(result.value);
      }
    });
    return () => {
      isCurrent = false;
      job.cancel();
      setNearest([]);
    };
  }, [text, isWanted]);
  return nearest;
}

interface NearestTagsProps {
  /** The reference that failed, as typed. */
  readonly text: string;
  readonly failure: Failure;
  /** Receives the reference with the chosen tag. */
  readonly onChoose: (text: string) => void;
}

/** Buttons for the tags that are most similar to one that was not found, each with its digest. */
export function NearestTags({ text, failure, onChoose }: NearestTagsProps) {
  const isWanted = failure.code === "not_found" && failure.choices === undefined;
  const nearest = useNearestTags(text, isWanted);
  if (nearest.length === 0) {
    return null;
  }
  return (
    <div role="group" aria-label="Similar tags" className={classNames(styles["nearest"])}>
      <span>Did you mean</span>
      {nearest.map(({ tag, text: suggestion, digest }) => (
        <span key={tag} className={classNames(styles["tag"])} title={digest ?? ""}>
          <Button small onPress={() => onChoose(suggestion)}>
            <bdi>{escapeInvisible(tag)}</bdi>
          </Button>
          {digest !== undefined && (
            <span className={classNames(styles["digest"])}>{shortDigest(digest)}</span>
          )}
        </span>
      ))}
    </div>
  );
}
