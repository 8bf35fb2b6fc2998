import { expect, it } from "vitest";
import { joinEvidence, ListCollector } from "../../../../shared/evidenceRecords.ts";
import { fromJson } from "../../../../shared/ipc/json.ts";
import {
  buildkitProvenance02,
  csafVex,
  cycloneDxVex,
  openVex,
  spdx3,
  statementOf,
  trivyReport,
} from "../../../testing/evidence.ts";
import { cycloneDxVulnerable } from "../../../testing/scanReports.ts";
import { decodeDocument } from "./decodeEvidence.ts";
import { readEvidence } from "./readEvidence.ts";

const custom = statementOf("https://example.org/custom/v1", { passed: true });

it.each([
  spdx3,
  csafVex,
  cycloneDxVex,
  cycloneDxVulnerable,
  openVex,
  trivyReport,
  buildkitProvenance02,
  custom,
])("takes what may be long out of a document, and nothing else", (document) => {
  const text = JSON.stringify(document);
  const decoded = decodeDocument({ text });
  const collected = new ListCollector();
  decoded?.pages.forEach(({ list, records }) => collected.add(list, fromJson(records)));
  const { lists } = collected;
  expect(Object.keys(lists).length > 0 || decoded?.text !== "").toBe(true);
  expect(decoded && joinEvidence({ ...decoded, lists })).toEqual(readEvidence(text));
  expect(JSON.stringify(decoded?.view)).toBe(
    JSON.stringify(decoded && joinEvidence({ view: decoded.view, lists: {}, text: "" })),
  );
});

function decodePackages(packages: readonly object[]) {
  return decodeDocument({ text: JSON.stringify({ spdxVersion: "SPDX-2.3", packages }) });
}

it("cuts long texts off, and makes pages of few records", () => {
  const name = "n".repeat(10_000);
  const decoded = decodePackages(Array.from({ length: 2500 }, () => ({ name })));
  const pages = decoded?.pages.map(({ records }) => fromJson(records)) ?? [];
  expect(pages.flat()).toHaveLength(2500);
  expect(pages[0]?.[0]).toMatchObject({ name: "n".repeat(4096) });
  expect(Math.max(...(decoded?.pages ?? []).map(({ records }) => records.length))).toBeLessThan(
    150_000,
  );
  const small = decodePackages(Array.from({ length: 2500 }, () => ({ name: "x" })));
  expect(small?.pages.map(({ records }) => fromJson(records).length)).toEqual([1000, 1000, 500]);
});

it("keeps a limited number of records, and counts the others", () => {
  const decoded = decodePackages(Array.from({ length: 100_003 }, () => ({})));
  expect(decoded?.view.statement?.more).toEqual({ packages: 3 });
  expect(decoded?.pages).toHaveLength(100);
});
