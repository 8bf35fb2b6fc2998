import { useMemo } from "react";
import type { VexStatement, VexView } from "../../../../shared/evidence.ts";
import { type RecordColumn, RecordTable } from "../../../ui/RecordTable.tsx";
import { ListProperty, Property } from "../Properties.tsx";
import { filledColumns } from "./filledColumns.ts";

const columns: readonly RecordColumn<VexStatement>[] = [
  { title: "Vulnerability", width: "minmax(0, 2fr)", text: ({ vulnerability }) => vulnerability },
  { title: "Aliases", width: "minmax(0, 2fr)", text: ({ aliases = [] }) => aliases.join(", ") },
  {
    title: "Description",
    width: "minmax(0, 4fr)",
    text: ({ description = "" }) => description,
  },
  { title: "Severity", width: "minmax(0, 1fr)", text: ({ severity = "" }) => severity },
  { title: "Status", width: "minmax(0, 2fr)", text: ({ status }) => status },
  { title: "Products", width: "minmax(0, 4fr)", text: ({ products }) => products.join(", ") },
  {
    title: "Reason",
    width: "minmax(0, 5fr)",
    text: ({ justification = "", note = "" }) => [justification, note].filter(Boolean).join(": "),
  },
  { title: "Response", width: "minmax(0, 2fr)", text: ({ response = "" }) => response },
  { title: "Action stated", width: "minmax(0, 2fr)", text: ({ actionOn = "" }) => actionOn },
  { title: "Supplier", width: "minmax(0, 2fr)", text: ({ supplier = "" }) => supplier },
  { title: "Changed", width: "minmax(0, 2fr)", text: ({ changed = "" }) => changed },
];

/** Columns that only some documents fill. */
const optional: ReadonlySet<string> = new Set([
  "Aliases",
  "Description",
  "Severity",
  "Response",
  "Action stated",
  "Supplier",
  "Changed",
]);

/** Whether vulnerabilities affect products: who says so, when, and why. */
export function VexContent({ vex }: { readonly vex: VexView }) {
  const { format, author, role, version, created, updated, tools = [], statements } = vex;
  const filled = useMemo(() => filledColumns(columns, optional, statements), [statements]);
  return (
    <>
      <dl>
        <Property name="Format">{format}</Property>
        <Property name="Author">{author}</Property>
        <Property name="Role of the author">{role}</Property>
        <Property name="Version">{version}</Property>
        <Property name="Created">{created}</Property>
        <Property name="Updated">{updated}</Property>
        <ListProperty name="Tools" values={tools} />
      </dl>
      <RecordTable label="Vulnerabilities" noun="statement" columns={filled} records={statements} />
    </>
  );
}
