import { useMemo } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type {
  Comparison,
  EntryPair,
  ImageComparison,
  PackageComparison,
  ValueChanges,
} from "../../../shared/comparison.ts";
import { countOf } from "../../../shared/countOf.ts";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { inspectReference } from "../inspect/inspectReference.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import type { PartKey } from "./compareParts.ts";
import { firstPairView } from "./compareSteps.ts";
import { indexId, useCompare } from "./compareStore.ts";
import styles from "./Comparison.module.css";
import { DocumentDiff } from "./DocumentDiff.tsx";
import { FilesPart } from "./FilesPart.tsx";
import { FilteredList } from "./FilteredList.tsx";
import { LayerPairs } from "./LayerPairs.tsx";
import { PackageList } from "./PackageList.tsx";
import type { Loading } from "./loading.ts";
import { pairLabel } from "./pairLabel.ts";
import { PartView } from "./PartView.tsx";
import { firstDifferingTab, isSameImage, summarizeImages } from "./summarize.ts";
import { differing, type ValueItem, valueItems, ValueRow } from "./ValueRow.tsx";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

const filters = [differing];

function renderValue(item: ValueItem) {
  return <ValueRow item={item} />;
}

interface ValueListProps {
  /** Names the list in its comparison. */
  readonly list: string;
  readonly changes: ValueChanges;
  /** Shown if no value differs. */
  readonly unchanged: string;
}

/** Fields, annotations, labels and so on, with their changes. */
export function ValueList({ list, changes: { values, hidden }, unchanged }: ValueListProps) {
  const items = useMemo(() => valueItems(values), [values]);
  const hasDifference = hidden > 0 || values.some(({ kind }) => kind !== "same");
  return (
    <>
      {!hasDifference && values.length > 0 && (
        <div className={classNames(styles["notes"])}>
          <Note look="note" message={unchanged} />
        </div>
      )}
      {hidden > 0 && (
        <div className={classNames(styles["notes"])}>
          <Note look="note" message={`${countOf(hidden, "more value")} are in JSON only.`} />
        </div>
      )}
      <FilteredList
        list={list}
        label="Differences"
        items={items}
        noun="value"
        filters={filters}
        empty={unchanged}
        estimatedHeight={26}
      >
        {renderValue}
      </FilteredList>
    </>
  );
}

const sideNames = { before: "first", after: "second" } as const;

/** What could not be read of the two images. */
function Failures({ failures }: Pick<ImageComparison, "failures">) {
  return failures.length === 0 ? null : (
    <div className={classNames(styles["notes"])}>
      {failures.map(({ side, part, failure }) => (
        <div key={`${side} ${part}`}>
          <p>
            The {part} of the {sideNames[side]} image could not be read, so it is not compared:
          </p>
          <RequestFailure failure={failure} />
        </div>
      ))}
    </div>
  );
}

function PairHeader({ pair }: { readonly pair: EntryPair }) {
  const { id, kind, before, after, beforeReference, afterReference, notes } = pair;
  const images = useCompare((state) => state.images[id]);
  return (
    <header className={classNames(styles["head"])}>
      <div>
        <h2>
          <UntrustedText text={pairLabel(pair)} />
        </h2>
        <p className={classNames(styles["facts"])}>
          {before === undefined ? (
            "only on the second side"
          ) : (
            <Digest digest={before.descriptor.digest} of="the first image" />
          )}
          {before !== undefined &&
            after !== undefined &&
            after.descriptor.digest !== before.descriptor.digest && (
              <>
                <span aria-hidden>→</span>
                <Digest digest={after.descriptor.digest} of="the second image" />
              </>
            )}
          {before === undefined && after !== undefined && (
            <Digest digest={after.descriptor.digest} of="the second image" />
          )}
          {after === undefined && "only on the first side"}
          {notes.length > 0 && <UntrustedText text={notes.join(", ")} />}
          {kind === "changed" && images?.kind === "read" && (
            <span>{summarizeImages(pair, images.value)}</span>
          )}
        </p>
      </div>
      {beforeReference !== undefined && (
        <Button small onPress={() => inspectReference(beforeReference)}>
          Inspect first
        </Button>
      )}
      {afterReference !== undefined && (
        <Button small onPress={() => inspectReference(afterReference)}>
          Inspect second
        </Button>
      )}
    </header>
  );
}

/** A pair of indexes inside the compared ones: they are compared on their own. */
function NestedIndexes({ pair }: { readonly pair: EntryPair }) {
  const { beforeReference, afterReference } = pair;
  return (
    <ViewMessage>
      {beforeReference === undefined || afterReference === undefined ? (
        <Note look="note" message="A nested index that is only on one side, or not pushed yet." />
      ) : (
        <>
          <p>These are indexes themselves.</p>
          <Button onPress={() => useCompare.getState().stepInto(pair)}>
            Compare these indexes
          </Button>
        </>
      )}
    </ViewMessage>
  );
}

/** The tab that a pair opens on: the first one that shows a difference, once it is known. */
function firstTab(pair: EntryPair, images: Loading<ImageComparison> | undefined): string {
  return pair.kind === "changed" && !isSameImage(pair) && images?.kind === "read"
    ? firstDifferingTab(images.value)
    : firstPairView.tab;
}

/** The images of a pair: differences, layers, packages, files, and the exact documents. */
export function PairDetails({ pair }: { readonly pair: EntryPair }) {
  const images = useMemo((): PartKey => ({ part: "images", pairId: pair.id }), [pair.id]);
  const packages = useMemo((): PartKey => ({ part: "packages", pairId: pair.id }), [pair.id]);
  const tab = useCompare(
    ({ views, images: read }) => views[pair.id]?.tab ?? firstTab(pair, read[pair.id]),
  );
  const { changeView } = useCompare.getState();
  if ((pair.after ?? pair.before)?.kind === "index") {
    return (
      <div className={classNames(styles["details"])}>
        <PairHeader pair={pair} />
        <NestedIndexes pair={pair} />
      </div>
    );
  }
  return (
    <div className={classNames(styles["details"])}>
      <PairHeader pair={pair} />
      <Tabs
        className={classNames(tabs["tabs"], styles["tabs"])}
        selectedKey={tab}
        onSelectionChange={(key) => changeView(pair.id, { tab: String(key) })}
      >
        <TabList aria-label="Compared by" className={classNames(tabs["strip"])}>
          <Tab id="values" className={classNames(tabs["tab"])}>
            Differences
          </Tab>
          <Tab id="layers" className={classNames(tabs["tab"])}>
            Layers
          </Tab>
          <Tab id="packages" className={classNames(tabs["tab"])}>
            Packages
          </Tab>
          <Tab id="files" className={classNames(tabs["tab"])}>
            Files
          </Tab>
          <Tab id="json" className={classNames(tabs["tab"])}>
            JSON
          </Tab>
        </TabList>
        <TabPanel id="values" className={classNames(tabs["panel"], styles["panel"])}>
          <PartView<ImageComparison> partKey={images}>
            {({ changes, failures }) => (
              <>
                <Failures failures={failures} />
                <ValueList
                  list={`${pair.id} values`}
                  changes={changes}
                  unchanged={
                    isSameImage(pair)
                      ? "Both sides have the same image, byte for byte."
                      : "Manifests and configs have the same values. Layers may differ."
                  }
                />
              </>
            )}
          </PartView>
        </TabPanel>
        <TabPanel id="layers" className={classNames(tabs["panel"], styles["panel"])}>
          <PartView<ImageComparison> partKey={images}>
            {({ layers, failures }) => (
              <>
                <Failures failures={failures} />
                <LayerPairs list={`${pair.id} layers`} layers={layers} />
              </>
            )}
          </PartView>
        </TabPanel>
        <TabPanel id="packages" className={classNames(tabs["panel"], styles["panel"])}>
          <PartView<PackageComparison> partKey={packages}>
            {(comparison) => <PackageList list={`${pair.id} packages`} comparison={comparison} />}
          </PartView>
        </TabPanel>
        <TabPanel id="files" className={classNames(tabs["panel"], styles["panel"])}>
          <PartView<ImageComparison> partKey={images}>
            {(comparison) => (
              <>
                <Failures failures={comparison.failures} />
                <FilesPart pairId={pair.id} images={comparison} />
              </>
            )}
          </PartView>
        </TabPanel>
        <TabPanel id="json" className={classNames(tabs["panel"], styles["panel"])}>
          <PartView<ImageComparison> partKey={images}>
            {({ documents }) => <DocumentDiff documents={documents} />}
          </PartView>
        </TabPanel>
      </Tabs>
    </div>
  );
}

/** What differs between two indexes with the same fields and annotations. */
function describeSameFields({ isIdentical, pairs }: Comparison): string {
  if (isIdentical) {
    return "Both sides are the same index.";
  }
  const count = pairs.filter(({ kind }) => kind !== "same").length;
  return count === 0
    ? "The indexes have the same fields, annotations and entries. Only their bytes differ: see JSON."
    : `The indexes have the same fields and annotations. ${countOf(count, "entry differs", "entries differ")}: see the list of entries.`;
}

/** The two indexes themselves: their fields and annotations, and their JSON. */
export function IndexDetails({ comparison }: { readonly comparison: Comparison }) {
  const { changes, document } = comparison;
  const tab = useCompare(({ views }) => (views[indexId] ?? firstPairView).tab);
  const { changeView } = useCompare.getState();
  return (
    <div className={classNames(styles["details"])}>
      <Tabs
        className={classNames(tabs["tabs"], styles["tabs"])}
        selectedKey={tab}
        onSelectionChange={(key) => changeView(indexId, { tab: String(key) })}
      >
        <TabList aria-label="Compared by" className={classNames(tabs["strip"])}>
          <Tab id="values" className={classNames(tabs["tab"])}>
            Differences
          </Tab>
          <Tab id="json" className={classNames(tabs["tab"])}>
            JSON
          </Tab>
        </TabList>
        <TabPanel id="values" className={classNames(tabs["panel"], styles["panel"])}>
          <ValueList
            list="index values"
            changes={changes}
            unchanged={describeSameFields(comparison)}
          />
        </TabPanel>
        <TabPanel id="json" className={classNames(tabs["panel"], styles["panel"])}>
          <DocumentDiff documents={document === undefined ? [] : [document]} />
        </TabPanel>
      </Tabs>
    </div>
  );
}
