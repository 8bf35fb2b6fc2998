import { RotateCw } from "lucide-react";
import { useId, useState } from "react";
import { countOf } from "../../../../shared/countOf.ts";
import type { KeepOption, ResultContent } from "../../../../shared/preview.ts";
import type { Failure } from "../../../../shared/errors.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
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

/** How many groups are shown before "Show more". */
const initialGroups = 40;

const optionNames: Readonly<Record<KeepOption["kind"], string>> = {
  indexAnnotations: "index annotations",
  keepOsVersion: "os.version",
  keepArtifactType: "artifact type",
  keepSubject: "subject",
  allReferrers: "all referrers",
  attestationReferrers: "attestations and signatures",
  digestTags: "digest tags",
  keepAttestations: "attestations that no longer apply",
};

interface KeepSwitchProps {
  readonly keep: KeepOption;
  readonly kept: boolean;
  /** The id of the element that describes the losses. */
  readonly describedBy: string;
}

function KeepSwitch({ keep, kept, describedBy }: KeepSwitchProps) {
  const setKept = useCompose((state) => state.setKept);
  return (
    <Switch
      isSelected={kept}
      onChange={(on) => setKept(keep, on)}
      aria-label={`Include ${optionNames[keep.kind]}`}
      aria-describedby={describedBy}
    >
      Include
    </Switch>
  );
}

function LossLine({ group }: { readonly group: LossGroup }) {
  const items = useId();
  return (
    <li className={classNames(styles["loss"], group.kept && styles["kept"])}>
      <div id={items} className={classNames(styles["items"])}>
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
        <span className={classNames(styles["never"])}>cannot be included</span>
      ) : (
        <KeepSwitch keep={group.keep} kept={group.kept} describedBy={items} />
      )}
    </li>
  );
}

/** A note, not an alert: the push does not depend on the check. */
function CheckFailure({ error }: { readonly error: Failure }) {
  const retry = useCompose((state) => state.retryLosses);
  return (
    <div className={classNames(styles["failed"])}>
      <Note look="note" message={`Couldn't check for signatures. ${error.message}`}>
        <Button small onPress={retry}>
          <RotateCw size={12} aria-hidden /> Try again
        </Button>
      </Note>
    </div>
  );
}

/** How many entries the list shows as excluded or replaced: these are no losses. */
function countLeftOut({ rows, replaced }: ResultContent): number {
  const excluded = rows
    .flatMap(({ kept, attestations }) => [
      !kept,
      ...attestations.map((attestation) => !kept || attestation.excluded === true),
    ])
    .filter((isExcluded) => isExcluded);
  return excluded.length + replaced.length;
}

/** Says that nothing is lost. */
function describeNothing(content: ResultContent | undefined): string {
  if (content === undefined) {
    return "What the result would not include of its sources appears here.";
  }
  const count = countLeftOut(content);
  return count === 0
    ? "The result includes everything that the sources have."
    : `The result includes everything else that the sources have; the list above shows ${countOf(count, "entry", "entries")} as excluded or replaced.`;
}

/** What the sources have and the result does not include, with the switches that include it. */
export function LossReport() {
  const groups = useLosses();
  const remote = useCompose((state) => state.remoteLosses);
  const content = useCompose((state) => shownContent(state.preview?.result));
  const [showsAll, setShowsAll] = useState(false);
  const isFolded = !showsAll && groups.length > initialGroups + 1;
  return (
    <section aria-label="Not included" className={classNames(styles["report"])}>
      {remote.kind === "failed" && <CheckFailure error={remote.error} />}
      {groups.length > 0 && (
        <ul>
          {(isFolded ? groups.slice(0, initialGroups) : groups).map((group) => (
            <LossLine key={group.key} group={group} />
          ))}
        </ul>
      )}
      {isFolded && (
        <Button look="quiet" small onPress={() => setShowsAll(true)}>
          Show {groups.length - initialGroups} more
        </Button>
      )}
      {content !== undefined && remote.kind === "loading" && (
        <p className={classNames(styles["state"])}>
          <Spinner /> Checking for signatures…
        </p>
      )}
      {groups.length === 0 && remote.kind === "known" && (
        <p className={classNames(styles["state"])}>{describeNothing(content)}</p>
      )}
    </section>
  );
}
