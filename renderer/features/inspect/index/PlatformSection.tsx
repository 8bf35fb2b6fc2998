import { useCallback, useMemo, useState } from "react";
import type { ClientPicks, EntryDetails, InspectedContent } from "../../../../shared/inspection.ts";
import { countOf } from "../../../../shared/countOf.ts";
import type { EntryRow } from "../../../../shared/preview.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { formatBytes } from "../../../ui/format.ts";
import { VirtualList } from "../../../ui/list/VirtualList.tsx";
import { type BaseHint, findBase } from "../baseHint.ts";
import { useContents } from "../contentsStore.ts";
import { ContentMenu, type OpenContentMenu } from "../ContentMenu.tsx";
import { layersSize, problemNames, rowLabel, rowProblems } from "../entryFacts.ts";
import { countText, type EvidenceCount, referrerKinds } from "../evidence/referrerKinds.ts";
import { currentVisit, useInspect } from "../inspectStore.ts";
import { placeOfList, useListPlaces } from "../listPlaces.ts";
import { descriptorKey, listedRow } from "../listedEntry.ts";
import { CommonProperties } from "../Properties.tsx";
import {
  describeShared,
  type DistinctSizes,
  findLayerUse,
  type LayerUse,
  sumDistinctLayers,
} from "../sharedLayers.ts";
import { useKnownImages } from "../useKnownImages.ts";
import { extendTrail } from "../visit.ts";
import { PlatformRow } from "./PlatformRow.tsx";
import styles from "./PlatformSection.module.css";
import { rowStep } from "./rowStep.ts";
import { rulesNames } from "./rulesNames.ts";

interface PlatformSectionProps {
  /** Of the index. */
  readonly digest: string;
  readonly content: Extract<InspectedContent, { kind: "index" }>;
  readonly repository: string;
  /** Whether each manifest that is read counts as a pull. */
  readonly isMetered: boolean;
}

/** How many entries were read, with buttons to read all of them and to stop. */
function ReadStatus({ content, repository, isMetered }: Omit<PlatformSectionProps, "digest">) {
  const reads = useContents((state) => state.entryReads);
  const areStopped = useContents((state) => state.areReadsStopped);
  const details = useContents((state) => state.details);
  const { readEntries, stopReads, resumeReads } = useContents.getState();
  const unread = useMemo(
    () =>
      content.rows.filter(
        ({ descriptor }) => details[descriptorKey(repository, descriptor)] === undefined,
      ),
    [content.rows, details, repository],
  );
  if (areStopped) {
    return (
      <Button small onPress={resumeReads}>
        Continue reading
      </Button>
    );
  }
  if (reads !== undefined && reads.total > reads.done) {
    return (
      <>
        <span className={classNames(styles["muted"])}>
          Reading {reads.done} of {reads.total} manifests…
        </span>
        <Button small onPress={stopReads}>
          Stop
        </Button>
      </>
    );
  }
  return unread.length === 0 ? null : (
    <>
      <span className={classNames(styles["muted"])}>
        {content.rows.length - unread.length} of {content.rows.length} read
        {isMetered && "; each counts as a pull"}
      </span>
      <Button
        small
        onPress={() => readEntries(unread.flatMap((row) => listedRow(repository, row)))}
      >
        Read all
      </Button>
    </>
  );
}

/** Picks a client, whose entry is marked. */
function ClientPicker({ clients }: { readonly clients: readonly ClientPicks[] }) {
  const client = useInspect((state) => state.client);
  const { pickClient } = useInspect.getState();
  return (
    <label className={classNames(styles["picker"])}>
      What would a client get?{" "}
      <select
        value={client ?? ""}
        onChange={({ target }) => pickClient(target.value === "" ? undefined : target.value)}
      >
        <option value="">Pick a client</option>
        {clients.map(({ client: name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the picked client receives, and why. */
function PickedClient({ picks, note }: ClientPicks) {
  return (
    <div role="status" className={classNames(styles["picks"])}>
      {picks.map(({ rules, row, reason }) => (
        <p key={rules} className={classNames(row === undefined && styles["bad"])}>
          <strong>{rulesNames[rules]}:</strong> {row === undefined && "none. "}
          {reason}
        </p>
      ))}
      {note !== undefined && <p className={classNames(styles["muted"])}>{note}</p>}
    </div>
  );
}

/** What is known of a row besides its own details. */
interface RowContext {
  readonly use: LayerUse;
  readonly base: BaseHint | undefined;
  /** What refers to it. */
  readonly evidence: readonly EvidenceCount[];
}

/** What a row says, for screen readers: with what its bar shows, and the exact time of creation. */
function describeRow(
  row: EntryRow,
  details: EntryDetails | undefined,
  { use, base, evidence }: RowContext,
): string {
  const size = layersSize(details);
  const shared = describeShared(details, row.descriptor.digest, use);
  return [
    rowLabel(row, details),
    ...(size === undefined ? [] : [formatBytes(size)]),
    ...(shared === "" ? [] : [shared]),
    ...(details?.kind === "read" && details.created !== undefined
      ? [`created ${details.created}`]
      : []),
    ...(base === undefined
      ? []
      : [`base image ${escapeInvisible(base.text)}, ${escapeInvisible(base.from)}`]),
    ...(evidence.length === 0 ? [] : [`with ${evidence.map(countText).join(", ")}`]),
    ...rowProblems(row, details).map(({ kind }) => problemNames[kind]),
  ].join(", ");
}

/** What the two parts of the bars are, with the sizes of the distinct layers. */
function SizeLegend({ own, shared }: DistinctSizes) {
  return (
    <span className={classNames(styles["legend"])}>
      <span title="Layers that only one platform has">
        <span className={classNames(styles["swatch"], styles["ownPart"])} aria-hidden />
        own {formatBytes(own)}
      </span>
      <span title="Layers that several platforms have, each counted once">
        <span className={classNames(styles["swatch"], styles["sharedPart"])} aria-hidden />
        shared {formatBytes(shared)}
      </span>
    </span>
  );
}

/** The entries of an index, a row each, with its properties above. */
export function PlatformSection({ digest, content, repository, isMetered }: PlatformSectionProps) {
  const { rows, clients } = content;
  const details = useContents((state) => state.details);
  const client = useInspect((state) => state.client);
  const { follow } = useInspect.getState();
  const trail = useInspect((state) => currentVisit(state)?.trail);
  const [menu, setMenu] = useState<OpenContentMenu>();
  const referrers = useContents((state) => state.referrers);
  const stepOf = (row: EntryRow) =>
    rowStep(repository, row, details[descriptorKey(repository, row.descriptor)]);
  const place = `platforms ${trail?.map(({ text }) => text).join(" ")}`;
  const picked = clients.find((each) => each.client === client);
  // The same digest may be listed more than once, so the position is part of the id.
  const items = useMemo(
    () => rows.map((row, at) => ({ id: `${at} ${row.descriptor.digest}`, at, row })),
    [rows],
  );
  const use = useMemo(() => findLayerUse(repository, rows, details), [repository, rows, details]);
  const known = useKnownImages(digest, rows);
  const distinct = useMemo(
    () => sumDistinctLayers(repository, rows, { details, use }),
    [repository, rows, details, use],
  );
  const sizes = useMemo(
    () =>
      rows.flatMap(
        ({ descriptor }) => layersSize(details[descriptorKey(repository, descriptor)]) ?? [],
      ),
    [repository, rows, details],
  );
  const largest = useMemo(() => sizes.reduce((most, size) => Math.max(most, size), 0), [sizes]);
  const smallest = sizes.reduce((least, size) => Math.min(least, size), largest);
  const renderRow = useCallback(
    ({ row, at }: (typeof items)[number]) => (
      <PlatformRow
        row={row}
        repository={repository}
        use={use}
        base={findBase(repository, row, known)}
        largest={largest}
        isRead={!isMetered}
        receivers={picked?.picks.flatMap((pick) => (pick.row === at ? [pick.rules] : [])) ?? []}
      />
    ),
    [repository, use, known, largest, isMetered, picked],
  );
  return (
    <div className={classNames(styles["section"])}>
      <CommonProperties content={content} repository={repository} />
      <div className={classNames(styles["head"])}>
        <h3>{countOf(rows.length, "entry", "entries")}</h3>
        {sizes.length > 1 && (
          <span className={classNames(styles["muted"])}>
            {formatBytes(smallest)} to {formatBytes(largest)} compressed
          </span>
        )}
        {distinct.shared > 0 && <SizeLegend {...distinct} />}
        <ReadStatus content={content} repository={repository} isMetered={isMetered} />
        {clients.length > 0 && <ClientPicker clients={clients} />}
      </div>
      {picked !== undefined && <PickedClient {...picked} />}
      <div className={classNames(styles["line"], styles["titles"])} aria-hidden>
        <span>Platform</span>
        <span className={classNames(styles["size"])} title="The sum of the layers">
          Compressed size
        </span>
        <span>Layers</span>
        <span>Created</span>
        <span>Base image</span>
        <span>Evidence</span>
      </div>
      {rows.length === 0 ? (
        <p className={classNames(styles["none"])}>The index has no entries.</p>
      ) : (
        <VirtualList
          label="Entries of the index"
          items={items}
          estimatedHeight={31}
          initialPosition={placeOfList(place)}
          onScrolled={(offset) => useListPlaces.getState().keep(place, offset)}
          textOf={({ row }) =>
            describeRow(row, details[descriptorKey(repository, row.descriptor)], {
              use,
              base: findBase(repository, row, known),
              evidence: referrerKinds(row, referrers[`${repository}@${row.descriptor.digest}`]),
            })
          }
          onMenu={({ row }, anchor) =>
            trail !== undefined &&
            setMenu({
              label: stepOf(row).label,
              trail: extendTrail(trail, stepOf(row)),
              digest: row.descriptor.digest,
              anchor,
            })
          }
          onRowClick={({ row }, event) =>
            (event.button === 1 || event.ctrlKey || event.metaKey) && follow([stepOf(row)], true)
          }
          onRowKeyDown={(event, { row }) => {
            if (event.key === "Enter" && event.altKey) {
              event.preventDefault();
              follow([stepOf(row)], true);
            }
          }}
          onAction={({ row }) => follow([stepOf(row)])}
        >
          {renderRow}
        </VirtualList>
      )}
      {menu !== undefined && <ContentMenu {...menu} onClose={() => setMenu(undefined)} />}
    </div>
  );
}
