import { lazy, Suspense, useState } from "react";
import type { DocumentPair } from "../../../shared/comparison.ts";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { RadioChoice } from "../../ui/RadioChoice.tsx";
import { Switch } from "../../ui/Switch.tsx";
import styles from "./Comparison.module.css";

/** Loaded when it is shown first: the window starts without it. */
const JsonDiff = lazy(async () => ({ default: (await import("./JsonDiff.tsx")).JsonDiff }));

const titles: Readonly<Record<DocumentPair["name"], string>> = {
  index: "Index",
  manifest: "Manifest",
  config: "Config",
};

/** Whether a text is JSON on one line, which no line-by-line difference helps with. */
function isCompact(text: string | undefined): boolean {
  return text !== undefined && /^\s*[[{]/.test(text) && !text.trim().includes("\n");
}

/** The exact documents side by side. JSON on one line is indented unless the switch is off. */
export function DocumentDiff({ documents }: { readonly documents: readonly DocumentPair[] }) {
  const [chosen, setChosen] = useState<DocumentPair["name"]>();
  const [isPretty, setPretty] = useState(true);
  const [isFolded, setFolded] = useState(true);
  const shown = documents.find(({ name }) => name === chosen) ?? documents[0];
  if (shown === undefined) {
    return <p className={classNames(styles["none"])}>There is no document to show.</p>;
  }
  const { name, before, after, isTooLarge } = shown;
  return (
    <div className={classNames(styles["part"])}>
      <div className={classNames(styles["bar"])}>
        {documents.length > 1 && (
          <RadioChoice
            label="Document"
            value={name}
            choices={documents.map((each) => ({ value: each.name, label: titles[each.name] }))}
            onChange={setChosen}
          />
        )}
        {isTooLarge !== true && (
          <Switch isSelected={isFolded} onChange={setFolded}>
            Fold equal lines
          </Switch>
        )}
        {(isCompact(before) || isCompact(after)) && (
          <Switch isSelected={isPretty} onChange={setPretty}>
            Pretty
          </Switch>
        )}
      </div>
      {isTooLarge === true ? (
        <div className={classNames(styles["notes"])}>
          <Note
            look="note"
            message="The documents are too large to be compared line by line. Inspect shows their bytes."
          />
        </div>
      ) : (
        <Suspense fallback={<p className={classNames(styles["none"])}>Loading the editor…</p>}>
          <JsonDiff
            label={titles[name]}
            before={before ?? ""}
            after={after ?? ""}
            isPretty={isPretty}
            isFolded={isFolded}
          />
        </Suspense>
      )}
    </div>
  );
}
