import { useMemo } from "react";
import type {
  PackageChange,
  PackageComparison,
  PackageSource,
} from "../../../shared/comparison.ts";
import { countOf } from "../../../shared/countOf.ts";
import { ChangeSign, type SignKind } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { Note } from "../../ui/Note.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./Comparison.module.css";
import { type FilteredItem, FilteredList } from "./FilteredList.tsx";
import rows from "./Rows.module.css";

interface PackageItem extends FilteredItem {
  readonly change: PackageChange;
}

const signs: Readonly<Record<PackageChange["kind"], SignKind>> = {
  added: "added",
  removed: "removed",
  upgraded: "changed",
  downgraded: "changed",
  changed: "changed",
  relicensed: "changed",
  same: "same",
};

/** What a kind of change is called. */
const kindWords: Readonly<Record<PackageChange["kind"], string>> = {
  added: "added",
  removed: "removed",
  upgraded: "upgraded",
  downgraded: "downgraded",
  changed: "changed",
  relicensed: "other license",
  same: "same",
};

const filters = [
  {
    value: "changed",
    label: "Changed",
    kinds: ["added", "removed", "upgraded", "downgraded", "changed", "relicensed"],
  },
  { value: "added", label: "Added", kinds: ["added"] },
  { value: "removed", label: "Removed", kinds: ["removed"] },
  { value: "upgraded", label: "Upgraded", kinds: ["upgraded"] },
  { value: "downgraded", label: "Downgraded", kinds: ["downgraded"] },
  { value: "relicensed", label: "License", kinds: ["relicensed"] },
] as const;

/** The versions of a package: `1.0 → 1.1`. */
function describeVersions({ kind, before, after }: PackageChange): string {
  const [old, now] = [before, after].map((versions) =>
    versions.map((version) => version || "no version").join(", "),
  );
  return kind === "same" || kind === "relicensed" || before.length === 0
    ? (now ?? "")
    : after.length === 0
      ? (old ?? "")
      : `${old} → ${now}`;
}

/** The versions, and the licenses if they differ: `1.0 → 1.1, MIT → Apache-2.0`. */
function describeChange(change: PackageChange): string {
  const { licenses } = change;
  const versions = describeVersions(change);
  return licenses === undefined ? versions : `${versions}, ${licenses.before} → ${licenses.after}`;
}

function packageItem(change: PackageChange, at: number): PackageItem {
  const { kind, name, type } = change;
  return {
    id: `${at}`,
    kind,
    text: `${name}, ${kindWords[kind]}, ${describeChange(change)}, ${type}`,
    change,
  };
}

function renderPackage({ change }: PackageItem) {
  const { kind, name, type } = change;
  const versions = describeChange(change);
  return (
    <div className={classNames(rows["package"])}>
      <ChangeSign kind={signs[kind]} word={kindWords[kind]} />
      <span className={classNames(rows["name"])} title={escapeInvisible(name)}>
        <UntrustedText text={name} />
      </span>
      <span className={classNames(rows["muted"])}>
        <UntrustedText text={type} />
      </span>
      <span className={classNames(rows["muted"])}>{kindWords[kind]}</span>
      <span
        className={classNames(rows["versions"])}
        title={escapeInvisible(versions)}
        data-selectable
      >
        <UntrustedText text={versions} />
      </span>
    </div>
  );
}

/** What is to say of the bills of materials of one side; nothing if all is well. */
function SourceNote({ side, source }: { readonly side: string; readonly source: PackageSource }) {
  switch (source.kind) {
    case "failed":
      return <RequestFailure failure={source.failure} />;
    case "none":
      return (
        <Note
          look="note"
          message={`${side} has no bill of materials: none in its index, among its referrers or under cosign's tags. BuildKit makes one with --sbom=true.`}
        />
      );
    case "read":
      return source.isForeign ? (
        <Note look="warning" message={`${side}: a bill of materials describes another image.`} />
      ) : null;
  }
}

function describeSource(source: PackageSource): string {
  return source.kind === "read"
    ? `${source.packages.toLocaleString("en")} packages (${source.formats.join(", ")})`
    : "no packages";
}

interface PackageListProps {
  /** Names the list in its comparison. */
  readonly list: string;
  readonly comparison: PackageComparison;
}

/** The packages of two images, by their bills of materials. */
export function PackageList({ list, comparison }: PackageListProps) {
  const { before, after, packages, hidden } = comparison;
  const items = useMemo(() => packages.map(packageItem), [packages]);
  const isCompared = before.kind === "read" && after.kind === "read";
  return (
    <div className={classNames(styles["part"])}>
      <div className={classNames(styles["notes"])}>
        <SourceNote side="The first image" source={before} />
        <SourceNote side="The second image" source={after} />
        {hidden > 0 && (
          <Note look="note" message={`${countOf(hidden, "more package")} are not shown.`} />
        )}
        <p className={classNames(styles["none"], styles["inline"])}>
          First: {escapeInvisible(describeSource(before))}. Second:{" "}
          {escapeInvisible(describeSource(after))}. Versions are as the documents say; nothing is
          verified.
        </p>
      </div>
      {isCompared && (
        <FilteredList
          list={list}
          label="Packages"
          items={items}
          noun="package"
          filters={filters}
          empty="Both images have the same packages."
          estimatedHeight={23}
        >
          {renderPackage}
        </FilteredList>
      )}
    </div>
  );
}
