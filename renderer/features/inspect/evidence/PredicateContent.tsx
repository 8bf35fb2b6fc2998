import type { PredicateView, SbomPackage, SbomView } from "../../../../shared/evidence.ts";
import { classNames } from "../../../ui/classNames.ts";
import { JsonViewer } from "../../../ui/json/JsonViewer.tsx";
import { Note } from "../../../ui/Note.tsx";
import { type RecordColumn, RecordTable } from "../../../ui/RecordTable.tsx";
import { ListProperty, Property } from "../Properties.tsx";
import styles from "./Evidence.module.css";
import { FactList } from "./Facts.tsx";
import { ProvenanceContent } from "./ProvenanceContent.tsx";
import { VexContent } from "./VexContent.tsx";
import { VulnerabilitiesContent, VulnerabilityTable } from "./VulnerabilityTable.tsx";

/** What a statement says about its subjects. */
export function PredicateContent({ predicate }: { readonly predicate: PredicateView }) {
  switch (predicate.kind) {
    case "provenance":
      return <ProvenanceContent provenance={predicate} />;
    case "sbom":
      return <SbomContent sbom={predicate} />;
    case "vex":
      return <VexContent vex={predicate} />;
    case "vulnerabilities":
      return <VulnerabilitiesContent report={predicate} />;
    case "other":
      return (
        <>
          {predicate.facts.length > 0 && (
            <dl>
              <FactList title="Main facts" facts={predicate.facts} />
            </dl>
          )}
          {predicate.isTooLong === true ? (
            <Note
              look="note"
              message="This predicate is too long to be shown as JSON. Raw shows its bytes; Save as… there saves them."
            />
          ) : (
            <div className={classNames(styles["json"])}>
              <JsonViewer label="Predicate" text={predicate.text} />
            </div>
          )}
        </>
      );
  }
}

const packageColumns: readonly RecordColumn<SbomPackage>[] = [
  { title: "Package", width: "minmax(0, 2fr)", text: ({ name }) => name },
  { title: "Version", width: "minmax(0, 1fr)", text: ({ version }) => version },
  { title: "License", width: "minmax(0, 1fr)", text: ({ license }) => license },
  { title: "Package URL", width: "minmax(0, 3fr)", text: ({ purl }) => purl },
];

function SbomContent({ sbom }: { readonly sbom: SbomView }) {
  return (
    <>
      <dl>
        <Property name="Format">{sbom.format}</Property>
        <Property name="Document">{sbom.name}</Property>
        <Property name="Created">{sbom.created}</Property>
        <ListProperty name="Tools" values={[...new Set(sbom.tools)]} />
      </dl>
      <RecordTable
        label="Packages"
        noun="package"
        columns={packageColumns}
        records={sbom.packages}
      />
      {sbom.vulnerabilities.length > 0 && (
        <VulnerabilityTable vulnerabilities={sbom.vulnerabilities} />
      )}
    </>
  );
}
