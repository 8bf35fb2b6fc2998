import { useId } from "react";
import { CheckBox } from "../../../ui/CheckBox.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { TextInput } from "../../../ui/TextInput.tsx";
import styles from "./ResultOptions.module.css";
import { FindingNotes } from "./FindingNotes.tsx";
import { IndexOptions } from "../indexOptions/IndexOptions.tsx";
import { useCompose } from "../composeStore.ts";
import { CopyReferrersChoice } from "../losses/CopyReferrersChoice.tsx";
import { useFindings } from "./useFindings.ts";

function parsePlatforms(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((platform) => platform !== "");
}

function PlatformFilter() {
  const platforms = useCompose((state) => state.draft.platforms);
  const typed = useCompose((state) => state.filterText);
  const setInput = useCompose((state) => state.setFilterInput);
  const setPlatforms = useCompose((state) => state.setPlatforms);
  const findings = useFindings("platform");
  const notes = useId();
  return (
    <>
      <div className={classNames(styles["line"])} data-of-draft>
        <span className={classNames(styles["label"])}>Only these platforms</span>
        <TextInput
          label="Only these platforms"
          value={typed ?? platforms.join(", ")}
          onChange={(text) => {
            setInput(text);
            setPlatforms(parsePlatforms(text));
          }}
          onBlur={() => setInput(undefined)}
          placeholder="all, or linux/amd64, linux/arm64"
          describedBy={findings.length > 0 ? notes : undefined}
        />
      </div>
      {findings.length > 0 && (
        <div id={notes} className={classNames(styles["notes"])}>
          <FindingNotes findings={findings} />
        </div>
      )}
    </>
  );
}

function Options() {
  const preferIndex = useCompose((state) => state.draft.preferIndex);
  const copyReferrers = useCompose((state) => state.draft.copyReferrers);
  const setPreferIndex = useCompose((state) => state.setPreferIndex);
  const setCopyReferrers = useCompose((state) => state.setCopyReferrers);
  return (
    <div className={classNames(styles["options"])}>
      <CopyReferrersChoice value={copyReferrers} onChange={setCopyReferrers} />
      <CheckBox isSelected={preferIndex} onChange={setPreferIndex}>
        Wrap a single image in an index
      </CheckBox>
    </div>
  );
}

/** The options of the result: platform filter, copied referrers, wrapping of a single image. */
export function ResultOptions() {
  return (
    <div className={classNames(styles["panel"])}>
      <PlatformFilter />
      <Options />
      <IndexOptions />
    </div>
  );
}
