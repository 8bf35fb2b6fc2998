import type { Comparison, SideState } from "../../../shared/comparison.ts";
import { Digest } from "../../image/Digest.tsx";
import { entryLabel } from "../../image/entryLabel.ts";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { PlatformList } from "../../image/PlatformList.tsx";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { Button } from "../../ui/Button.tsx";
import { ChoiceButtons } from "../../ui/ChoiceButtons.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { NearestTags } from "../suggestions/NearestTags.tsx";
import { useCompare } from "./compareStore.ts";
import parts from "./Comparison.module.css";

interface SideSummaryProps {
  readonly which: "before" | "after";
  readonly label: string;
  readonly side: SideState;
  /** The labels of its entries. */
  readonly platforms: readonly string[];
}

/** The labels of the entries of one side. */
export function platformsOf({ pairs }: Comparison, which: "before" | "after"): readonly string[] {
  return pairs.flatMap((pair) => (pair[which] === undefined ? [] : [entryLabel(pair[which])]));
}

/** What one side is, or why it could not be read. */
export function SideSummary({ which, label, side, platforms }: SideSummaryProps) {
  const input = useCompare((state) => state[which]);
  const { setSide, compare } = useCompare.getState();

  function compareWith(text: string): void {
    setSide(which, { kind: "reference", text });
    compare();
  }

  if (side.kind === "failed") {
    return (
      <div role="group" aria-label={label} className={classNames(parts["side"])}>
        <RequestFailure failure={side.failure}>
          <ChoiceButtons choices={side.failure.choices} onChoose={([text]) => compareWith(text)} />
          {input.kind === "reference" && (
            <NearestTags text={input.text} failure={side.failure} onChoose={compareWith} />
          )}
          <Button small onPress={compare}>
            Try again
          </Button>
        </RequestFailure>
      </div>
    );
  }
  const { name, kind, mediaType, digest, size, problem } = side.content;
  return (
    <div role="group" aria-label={label} className={classNames(parts["side"])}>
      <ReferenceText text={name} />
      <span className={classNames(parts["facts"])}>
        <span>{mediaTypeName(mediaType)}</span>
        <Digest digest={digest} of={label} />
        <ManifestSize size={size} />
        {kind !== "other" && <PlatformList platforms={platforms} />}
      </span>
      {problem !== undefined && <Note look="warning" message={problem} />}
    </div>
  );
}
