import { Plus } from "lucide-react";
import { useEffect } from "react";
import { ReferenceText } from "../../../image/ReferenceText.tsx";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import type { ComposeData } from "../composeState.ts";
import { useCompose } from "../composeStore.ts";
import styles from "./SampleLibrary.module.css";

/** How many recent sources are shown. */
const maxShown = 6;

/** The resolved sources of the draft, the one added last first, without the samples. */
function resolvedTexts({ draft, sources }: ComposeData): readonly string[] {
  const samples = new Set(useSettings.getState().info?.sample.images.map(({ text }) => text));
  return draft.sources
    .filter(({ id, text }) => sources[id]?.kind === "resolved" && !samples.has(text))
    .map(({ text }) => text)
    .toReversed();
}

/** Remembers the sources of each complete preview as recent. */
export function useRecordRecentSources(): void {
  const isFresh = useCompose((state) => state.previewStatus === "fresh");
  useEffect(() => {
    const texts = isFresh ? resolvedTexts(useCompose.getState()) : [];
    if (texts.length > 0) {
      void useSettings.getState().addRecentSources(texts);
    }
  }, [isFresh]);
}

/** References that were used as sources before, each with a button that adds it. */
export function RecentSources() {
  const recent = useSettings((state) => state.recentSources);
  const clear = useSettings((state) => state.clearRecentSources);
  const addSources = useCompose((state) => state.addSources);
  if (recent.length === 0) {
    return null;
  }
  return (
    <section aria-label="Recent sources">
      <div className={classNames(styles["head"])}>
        <h3>Recent sources</h3>
        <Button look="quiet" small onPress={() => void clear()}>
          Clear
        </Button>
      </div>
      <ul className={classNames(styles["images"])}>
        {recent.slice(0, maxShown).map((text) => (
          <li key={text} className={classNames(styles["image"])}>
            <div className={classNames(styles["words"])}>
              <ReferenceText text={text} />
            </div>
            <Button small aria-label={`Use ${text}`} onPress={() => addSources([text])}>
              <Plus size={12} aria-hidden /> Use
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
