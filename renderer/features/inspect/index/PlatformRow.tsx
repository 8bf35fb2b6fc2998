import { CircleAlert, ShieldCheck } from "lucide-react";
import type { ClientRules } from "../../../../shared/inspection.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import { AnnotationLines } from "../../../image/AnnotationLines.tsx";
import { EntryName } from "../../../image/EntryName.tsx";
import { entryLabel } from "../../../image/entryLabel.ts";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { shortDigest } from "../../../image/shortDigest.ts";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { formatBytes } from "../../../ui/format.ts";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import type { BaseHint } from "../baseHint.ts";
import { useContents } from "../contentsStore.ts";
import { layersSize, problemNames, rowLabel, rowProblems } from "../entryFacts.ts";
import { statementStep } from "../evidence/statementStep.ts";
import { useInspect } from "../inspectStore.ts";
import type { Crumb } from "../visit.ts";
import { descriptorKey } from "../listedEntry.ts";
import { onceByDigest } from "../onceByDigest.ts";
import { describeShared, sharedLayers, type LayerUse } from "../sharedLayers.ts";
import { ReferrerEvidence } from "./ReferrerEvidence.tsx";
import { rowStep } from "./rowStep.ts";
import { rulesNames } from "./rulesNames.ts";
import styles from "./PlatformSection.module.css";
import { useEntryReads } from "./useEntryReads.ts";

interface PlatformRowProps {
  readonly row: EntryRow;
  readonly repository: string;
  readonly use: LayerUse;
  readonly base: BaseHint | undefined;
  /** The largest size of those that were read. */
  readonly largest: number;
  /** Whether it is read while it is shown. */
  readonly isRead: boolean;
  /** Whose clients receive it, of the picked client. */
  readonly receivers: readonly ClientRules[];
}

/** A button that opens an attestation. Plain, since thousands of rows have some. */
function EvidenceButton({ steps }: { readonly steps: readonly Crumb[] }) {
  const { follow } = useInspect.getState();
  const { label = "", text = "" } = steps.at(-1) ?? {};
  const digest = text.slice(text.lastIndexOf("@") + 1);
  return (
    <button
      type="button"
      className={classNames(styles["evidence"])}
      aria-label={`Inspect ${escapeInvisible(label)} ${shortDigest(digest)}`}
      title={digest}
      onClick={(event) => follow(steps, event.ctrlKey || event.metaKey)}
    >
      <ShieldCheck size={11} aria-hidden />
      {escapeInvisible(label)}
    </button>
  );
}

function Evidence({ row, repository }: Pick<PlatformRowProps, "row" | "repository">) {
  const details = useContents((state) => state.details);
  return onceByDigest(row.attestations).map(({ descriptor: { digest }, descriptor }) => {
    const known = details[descriptorKey(repository, descriptor)];
    const attests = row.descriptor.digest;
    const image = { text: `${repository}@${attests}`, label: entryLabel(row) };
    const attestation = { text: `${repository}@${digest}`, label: "attestation", attests };
    if (known?.kind !== "read" || known.statements.length === 0) {
      return <EvidenceButton key={digest} steps={[image, attestation]} />;
    }
    return onceByDigest(known.statements).map(({ descriptor: statement, predicateType }) => (
      <EvidenceButton
        key={`${digest} ${statement.digest}`}
        steps={[
          image,
          attestation,
          statementStep(repository, { statement, predicateType, attests }),
        ]}
      />
    ));
  });
}

function widthOf(size: number, largest: number): string {
  return `${(size / Math.max(largest, 1)) * 100}%`;
}

/** An entry of an index on one line: its platform, its size and layers, when and on what it was built, its evidence. */
export function PlatformRow(props: PlatformRowProps) {
  const { row, repository, use, base, largest, isRead, receivers } = props;
  const { descriptor } = row;
  const { digest, annotations = {} } = descriptor;
  useEntryReads(repository, row, isRead);
  const details = useContents((state) => state.details[descriptorKey(repository, descriptor)]);
  const { follow } = useInspect.getState();
  const label = rowLabel(row, details);
  const size = layersSize(details);
  const shared = sharedLayers(details, use);
  const sharedSize = shared.reduce((sum, layer) => sum + layer.size, 0);
  const known = details?.kind === "read" ? details : undefined;
  return (
    <div className={classNames(styles["line"], receivers.length > 0 && styles["received"])}>
      <span className={classNames(styles["platform"])}>
        <button
          type="button"
          className={classNames(styles["link"])}
          aria-label={`Inspect ${shortDigest(digest)}, ${label}`}
          title={digest}
          onClick={(event) =>
            follow([rowStep(repository, row, details)], event.ctrlKey || event.metaKey)
          }
        >
          <bdi>
            <EntryName label={label} />
          </bdi>
        </button>
        {receivers.map((rules) => (
          <span key={rules} className={classNames(styles["receiver"])}>
            {rulesNames[rules]}
          </span>
        ))}
      </span>
      <span className={classNames(styles["size"])}>
        {size === undefined ? (
          known?.entries === undefined ? (
            <span className={classNames(styles["muted"])}>
              {row.kind === "image" ? "" : mediaTypeName(descriptor.mediaType)}
            </span>
          ) : (
            `${known.entries} entries`
          )
        ) : (
          <>
            <span className={classNames(styles["bar"])} aria-hidden>
              {sharedSize > 0 && (
                <span
                  className={classNames(styles["sharedPart"])}
                  style={{ width: widthOf(sharedSize, largest) }}
                />
              )}
              <span
                className={classNames(styles["ownPart"])}
                style={{ width: widthOf(size - sharedSize, largest) }}
              />
            </span>
            {formatBytes(size)}
          </>
        )}
      </span>
      <span className={classNames(styles["layers"])}>
        {known !== undefined && known.layers.length > 0 && `${known.layers.length}`}
        {shared.length > 0 && ","}
        {shared.length > 0 && (
          <span
            className={classNames(styles["muted"])}
            title={escapeInvisible(describeShared(details, digest, use))}
          >
            {" "}
            {shared.length} shared
          </span>
        )}
      </span>
      <span className={classNames(styles["created"])}>
        {known?.created !== undefined && <RelativeTime time={known.created} />}
      </span>
      <span
        className={classNames(styles["base"])}
        title={base === undefined ? "" : escapeInvisible(`${base.detail}\n${base.from}`)}
      >
        {base !== undefined && <UntrustedText text={base.text} />}
      </span>
      <span className={classNames(styles["evidences"])}>
        <Evidence row={row} repository={repository} />
        <ReferrerEvidence
          row={row}
          repository={repository}
          step={rowStep(repository, row, details)}
          isRead={isRead}
        />
        {rowProblems(row, details).map(({ kind, message }) => (
          <span
            key={kind}
            className={classNames(styles["problem"])}
            title={escapeInvisible(message)}
          >
            <CircleAlert size={11} aria-hidden /> {problemNames[kind]}
          </span>
        ))}
      </span>
      {Object.keys(annotations).length > 0 && row.kind !== "attestation" && (
        <div className={classNames(styles["annotations"])}>
          <AnnotationLines annotations={annotations} />
        </div>
      )}
    </div>
  );
}
