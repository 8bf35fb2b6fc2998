import { ShieldCheck } from "lucide-react";
import type { EntryRow } from "../../../../shared/preview.ts";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { shortDigest } from "../../../image/shortDigest.ts";
import { useContents } from "../contentsStore.ts";
import { countText, type EvidenceCount, referrerKinds } from "../evidence/referrerKinds.ts";
import { referrerName } from "../evidence/referrerName.ts";
import { useInspect } from "../inspectStore.ts";
import type { Crumb } from "../visit.ts";
import styles from "./PlatformSection.module.css";
import { useReferrerReads } from "./useEntryReads.ts";

interface ReferrerEvidenceProps {
  readonly row: EntryRow;
  readonly repository: string;
  /** The step to the entry. */
  readonly step: Crumb;
  /** Whether it is read while it is shown. */
  readonly isRead: boolean;
}

/** Most names of referrers in a tooltip. */
const maxTitled = 20;

/** Evidence of one kind: opens it, or the list of it if there are several. */
function KindButton({
  counted,
  step,
  repository,
  attests,
}: {
  readonly counted: EvidenceCount;
  readonly step: Crumb;
  readonly repository: string;
  readonly attests: string;
}) {
  const { follow, showSection } = useInspect.getState();
  const { rows } = counted;
  const [only] = rows.length === 1 ? rows : [];
  const text = escapeInvisible(countText(counted));

  function open(inNewTab: boolean): void {
    if (only === undefined) {
      showSection("image", "attestations");
      follow([step], inNewTab);
    } else {
      const referrer = {
        text: `${repository}@${only.descriptor.digest}`,
        label: referrerName(only),
        attests,
      };
      follow([step, referrer], inNewTab);
    }
  }

  return (
    <button
      type="button"
      className={classNames(styles["evidence"])}
      aria-label={
        only === undefined
          ? `Show ${text} of ${step.label}`
          : `Inspect ${text} ${shortDigest(only.descriptor.digest)}`
      }
      title={escapeInvisible(rows.slice(0, maxTitled).map(referrerName).join("\n"))}
      onClick={(event) => open(event.ctrlKey || event.metaKey)}
    >
      <ShieldCheck size={11} aria-hidden />
      {text}
    </button>
  );
}

/** What refers to an entry by kind: referrers and tags such as `sha256-….sig`. It is read while the row is shown. */
export function ReferrerEvidence({ row, repository, step, isRead }: ReferrerEvidenceProps) {
  const { digest } = row.descriptor;
  const state = useContents(({ referrers }) => referrers[`${repository}@${digest}`]);
  useReferrerReads(repository, digest, isRead && row.kind !== "attestation");
  const failure =
    state?.kind === "failed"
      ? state.error
      : state?.kind === "read"
        ? state.value.failure
        : undefined;
  return (
    <>
      {referrerKinds(row, state).map((counted) => (
        <KindButton
          key={counted.kind}
          counted={counted}
          step={step}
          repository={repository}
          attests={digest}
        />
      ))}
      {failure !== undefined && (
        <span className={classNames(styles["muted"])} title={escapeInvisible(failure.message)}>
          referrers unknown
        </span>
      )}
    </>
  );
}
