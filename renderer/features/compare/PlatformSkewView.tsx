import { useMemo } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { PlatformFact, PlatformSkew } from "../../../shared/comparison.ts";
import { countOf } from "../../../shared/countOf.ts";
import { ChangeSign } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { Note } from "../../ui/Note.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import type { PartKey } from "./compareParts.ts";
import styles from "./Comparison.module.css";
import { type FilteredItem, FilteredList } from "./FilteredList.tsx";
import { PartView } from "./PartView.tsx";
import rows from "./Rows.module.css";
import { sectionTitles, ValueText } from "./ValueRow.tsx";

interface FactItem extends FilteredItem {
  readonly fact: PlatformFact;
  /** For each value, the platforms that have it. */
  readonly groups: readonly {
    readonly key: number;
    readonly value: string | undefined;
    readonly platforms: string;
  }[];
}

const titles = { ...sectionTitles, base: "Base image", package: "Packages" } as const;

const filters = [{ value: "skewed", label: "Skewed", kinds: ["skewed", "missing"] }] as const;

/** Most platforms that are named with a value. */
const maxNamed = 6;

function factItem(fact: PlatformFact, at: number, labels: readonly string[]): FactItem {
  const { section, name, kind, values, note } = fact;
  const groups = values.map(({ value, platforms }, key) => {
    const named = platforms.slice(0, maxNamed).map((position) => labels[position] ?? "");
    const more = platforms.length - named.length;
    return {
      key,
      value,
      platforms: [...named, ...(more > 0 ? [`${more} more`] : [])].join(", "),
    };
  });
  const words = groups.map(({ value, platforms }) => `${value ?? "none"} on ${platforms}`);
  return {
    id: `${at}`,
    kind,
    section: titles[section],
    text: [name, kind, ...(note === undefined ? [] : [note]), ...words].join(", "),
    fact,
    groups,
  };
}

function renderFact({ fact: { name, kind, note }, groups }: FactItem) {
  return (
    <div className={classNames(rows["row"])}>
      <ChangeSign kind={kind === "same" ? "same" : "changed"} word={kind} />
      <span className={classNames(rows["name"])} title={escapeInvisible(name)}>
        <UntrustedText text={name} />
      </span>
      <span className={classNames(rows["groups"])}>
        {note !== undefined && <span className={classNames(rows["muted"])}>{note}</span>}
        {groups.map(({ key, value, platforms }) => (
          <span key={key} className={classNames(rows["group"])}>
            {value === undefined ? (
              <span className={classNames(rows["muted"])}>none</span>
            ) : (
              <ValueText text={value} />
            )}
            <span className={classNames(rows["muted"])}>
              <UntrustedText text={platforms} />
            </span>
          </span>
        ))}
      </span>
    </div>
  );
}

interface SkewProps {
  readonly skew: PlatformSkew;
  readonly by: "images" | "packages";
}

function Skew({ skew, by }: SkewProps) {
  const { platforms, facts, hidden } = skew;
  const items = useMemo(() => {
    const labels = platforms.map(({ label }) => label);
    return facts.map((fact, at) => factItem(fact, at, labels));
  }, [platforms, facts]);
  // The same digest may be listed twice.
  const failed = platforms
    .map((platform, key) => ({ ...platform, key }))
    .filter(({ failure }) => failure !== undefined);
  const none = platforms.filter(({ hasNone }) => hasNone === true);
  const compared = platforms.length - failed.length - none.length;
  return (
    <div className={classNames(styles["part"])}>
      <div className={classNames(styles["notes"])}>
        {failed.map(({ key, label, failure }) => (
          <div key={key}>
            <p>
              <UntrustedText text={label} /> could not be read, so it is not compared:
            </p>
            {failure !== undefined && <RequestFailure failure={failure} />}
          </div>
        ))}
        {none.length > 0 && (
          <Note
            look="note"
            message={`No bill of materials: ${none.map(({ label }) => label).join(", ")}.`}
          />
        )}
        {hidden > 0 && (
          <Note look="note" message={`${countOf(hidden, "more value")} are not shown.`} />
        )}
      </div>
      <FilteredList
        label={by === "images" ? "Values across platforms" : "Packages across platforms"}
        list={`platforms by ${by}`}
        items={items}
        noun="value"
        filters={filters}
        empty={
          compared < 2
            ? "There are not two platforms to compare."
            : "Nothing is skewed: all platforms agree."
        }
        estimatedHeight={44}
        head={
          <span className={classNames(rows["muted"])}>
            {countOf(compared, "platform")} compared
          </span>
        }
      >
        {renderFact}
      </FilteredList>
    </div>
  );
}

const byImages: PartKey = { part: "platforms", by: "images" };
const byPackages: PartKey = { part: "platforms", by: "packages" };

/** What differs across the platforms of one index: base images, build times, labels, environment, packages. */
export function PlatformSkewView() {
  return (
    <Tabs className={classNames(tabs["tabs"], styles["tabs"])}>
      <TabList aria-label="Compared by" className={classNames(tabs["strip"])}>
        <Tab id="images" className={classNames(tabs["tab"])}>
          Configs and annotations
        </Tab>
        <Tab id="packages" className={classNames(tabs["tab"])}>
          Packages and base images
        </Tab>
      </TabList>
      <TabPanel id="images" className={classNames(tabs["panel"], styles["panel"])}>
        <PartView<PlatformSkew> partKey={byImages}>
          {(skew) => <Skew skew={skew} by="images" />}
        </PartView>
      </TabPanel>
      <TabPanel id="packages" className={classNames(tabs["panel"], styles["panel"])}>
        <PartView<PlatformSkew> partKey={byPackages}>
          {(skew) => <Skew skew={skew} by="packages" />}
        </PartView>
      </TabPanel>
    </Tabs>
  );
}
