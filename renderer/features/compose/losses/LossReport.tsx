import { RotateCw } from "lucide-react";
import { useId, useState } from "react";
import type { KeepOption } from "../../../../shared/preview.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../ui/format.ts";
import { Note } from "../../../ui/Note.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import type { LossGroup } from "./groupLosses.ts";
import styles from "./LossReport.module.css";
import { shownContent } from "../result/previewResult.ts";
import { SourceNames } from "../sources/SourceNames.tsx";
import { useCompose } from "../composeStore.ts";
import { useLosses } from "./useLosses.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** As many as are shown before the others are asked for. */
const shown = 40;

const whatIsKept: Readonly<Record<KeepOption["kind"], string>> = {
  indexAnnotations: "index annotations",
  keepOsVersion: "os.version",
  keepArtifactType: "artifact type",
  keepSubject: "subject",
  allReferrers: "all referrers",
  attestationReferrers: "attestations and signatures",
  digestTags: "digest tags",
};

interface KeepSwitchProps {
  readonly keep: KeepOption;
  readonly kept: boolean;
  /** The id of what says what is kept. */
  readonly words: string;
}

function KeepSwitch({ keep, kept, words }: KeepSwitchProps) {
  const turn = useCompose((state) => state.setKept);
  return (
    <Switch
      isSelected={kept}
      onChange={(on) => turn(keep, on)}
      aria-label={`Keep ${whatIsKept[keep.kind]}`}
      aria-describedby={words}
    >
      Keep
    </Switch>
  );
}

function LossLine({ group }: { readonly group: LossGroup }) {
  const words = useId();
  return (
    <li className={classNames(styles["loss"], group.kept && styles["kept"])}>
      <div id={words} className={classNames(styles["items"])}>
        {group.items.map(({ message, sources }) => (
          <p key={message} className={classNames(styles["message"])} data-selectable>
            {escapeInvisible(message)}{" "}
            <span className={classNames(styles["sources"])}>
              <SourceNames ids={sources} inline />
            </span>
          </p>
        ))}
      </div>
      {group.keep === undefined ? (
        <span className={classNames(styles["never"])}>cannot be kept</span>
      ) : (
        <KeepSwitch keep={group.keep} kept={group.kept} words={words} />
      )}
    </li>
  );
}

/** Said quietly: the push is as right without the answer. */
function NotFoundOut({ error }: { readonly error: Failure }) {
  const again = useCompose((state) => state.retryLosses);
  return (
    <div className={classNames(styles["failed"])}>
      <Note
        look="note"
        message={`Whether signatures stay behind could not be found out. ${error.message}`}
      >
        <Button small onPress={again}>
          <RotateCw size={12} aria-hidden /> Try again
        </Button>
      </Note>
    </div>
  );
}

/** What the sources have and the result would not, each with the switch that keeps it. */
export function LossReport() {
  const groups = useLosses();
  const asked = useCompose((state) => state.remoteLosses);
  const ready = useCompose((state) => shownContent(state.preview?.result) !== undefined);
  const [all, setAll] = useState(false);
  if (!ready || (groups.length === 0 && asked.kind === "known")) {
    return null;
  }
  const lost = groups.filter(({ kept }) => !kept).length;
  const folded = !all && groups.length > shown + 1;
  return (
    <section aria-label="Would be left behind" className={classNames(styles["report"])}>
      <header className={classNames(styles["head"])}>
        <h3>Would be left behind</h3>
        <span className={classNames(styles["count"])}>{groups.length > 0 ? lost : ""}</span>
        {asked.kind === "asking" && (
          <span className={classNames(styles["asking"])}>
            <Spinner /> Looking for signatures…
          </span>
        )}
      </header>
      {asked.kind === "failed" && <NotFoundOut error={asked.error} />}
      {groups.length > 0 && (
        // A list that nothing in it takes the focus into is scrolled by itself.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <ul className={classNames(styles["losses"])} tabIndex={0}>
          {(folded ? groups.slice(0, shown) : groups).map((group) => (
            <LossLine key={group.key} group={group} />
          ))}
        </ul>
      )}
      {folded && (
        <Button look="quiet" small onPress={() => setAll(true)}>
          Show {countOf(groups.length - shown, "more", "more")}
        </Button>
      )}
    </section>
  );
}
