import type {
  PredicateView,
  SbomPackage,
  SbomView,
  VexStatement,
  VexView,
  VulnerabilitiesView,
  Vulnerability,
} from "../../../../shared/evidence.ts";
import { classNames } from "../../../ui/classNames.ts";
import { JsonViewer } from "../../../ui/json/JsonViewer.tsx";
import { Note } from "../../../ui/Note.tsx";
import { type RecordColumn, RecordTable } from "../../../ui/RecordTable.tsx";
import { ListProperty, Property } from "../Properties.tsx";
import styles from "./Evidence.module.css";
import { ProvenanceContent } from "./ProvenanceContent.tsx";

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
      return predicate.isTooLong === true ? (
        <Note
          look="note"
          message="This predicate is too long to be shown as JSON. Raw shows its bytes; Save as… there saves them."
        />
      ) : (
        <div className={classNames(styles["json"])}>
          <JsonViewer label="Predicate" text={predicate.text} />
        </div>
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
    </>
  );
}

const vexColumns: readonly RecordColumn<VexStatement>[] = [
  { title: "Vulnerability", width: "minmax(0, 1fr)", text: ({ vulnerability }) => vulnerability },
  { title: "Status", width: "minmax(0, 1fr)", text: ({ status }) => status },
  { title: "Products", width: "minmax(0, 2fr)", text: ({ products }) => products.join(", ") },
  {
    title: "Reason",
    width: "minmax(0, 3fr)",
    text: ({ justification = "", note = "" }) => [justification, note].filter(Boolean).join(": "),
  },
];

function VexContent({ vex }: { readonly vex: VexView }) {
  return (
    <>
      <dl>
        <Property name="Author">{vex.author}</Property>
      </dl>
      <RecordTable
        label="Vulnerabilities"
        noun="statement"
        columns={vexColumns}
        records={vex.statements}
      />
    </>
  );
}

const vulnerabilityColumns: readonly RecordColumn<Vulnerability>[] = [
  { title: "Vulnerability", width: "minmax(0, 1fr)", text: ({ id }) => id },
  { title: "Severity", width: "minmax(0, 1fr)", text: ({ severity }) => severity },
  { title: "Package", width: "minmax(0, 2fr)", text: (found) => found.package },
  { title: "Version", width: "minmax(0, 1fr)", text: ({ version }) => version },
  { title: "Fixed in", width: "minmax(0, 1fr)", text: ({ fixedIn }) => fixedIn },
];

function VulnerabilitiesContent({ report }: { readonly report: VulnerabilitiesView }) {
  return (
    <>
      <dl>
        <Property name="Scanner">{report.scanner}</Property>
        <Property name="Scanned">{report.scannedOn}</Property>
      </dl>
      <RecordTable
        label="Vulnerabilities"
        noun="vulnerability"
        plural="vulnerabilities"
        columns={vulnerabilityColumns}
        records={report.found}
      />
    </>
  );
}
