import { useState } from "react";
import type { BuildStep } from "../../../../shared/evidence.ts";
import { type RecordColumn, RecordTable } from "../../../ui/RecordTable.tsx";
import { Property } from "../Properties.tsx";

const columns: readonly RecordColumn<BuildStep>[] = [
  { title: "Step", width: "minmax(0, 1fr)", text: ({ id }) => id },
  { title: "Operation", width: "minmax(0, 1fr)", text: ({ operation }) => operation },
  { title: "Runs", width: "minmax(0, 4fr)", text: ({ detail }) => detail },
  { title: "Inputs", width: "minmax(0, 2fr)", text: ({ inputs }) => inputs.join(", ") },
];

/** The steps of a build, folded: a build has hundreds, and what was asked for matters more. */
export function BuildSteps({ steps }: { readonly steps: readonly BuildStep[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return steps.length === 0 ? null : (
    <Property name="Build steps">
      <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>{steps.length.toLocaleString("en")}</summary>
        {isOpen && (
          <RecordTable label="Build steps" noun="step" columns={columns} records={steps} />
        )}
      </details>
    </Property>
  );
}
