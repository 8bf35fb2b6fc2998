import { expect, it } from "vitest";
import { makeRow } from "../../../testing/fixtures.ts";
import { keepEqualRows } from "./keepEqualRows.ts";
import { rowsOf } from "./previewResult.ts";

it("keeps rows that are equal, wherever they stand, and takes the others", () => {
  const rows = [
    makeRow("linux/amd64", "91"),
    makeRow("linux/arm64", "22"),
    makeRow("linux/arm", "33"),
  ];
  const [amd64, arm64, arm] = structuredClone(rows) as [
    (typeof rows)[0],
    (typeof rows)[0],
    (typeof rows)[0],
  ];
  const edited = { ...arm64, descriptor: { ...arm64.descriptor, annotations: { note: "new" } } };
  const after = { kind: "checking" as const, rows: [arm, edited, { ...amd64, kept: false }] };
  const kept = rowsOf(keepEqualRows({ kind: "checking", rows }, after));
  expect(kept).toEqual(after.rows);
  expect(kept.map((row) => rows.indexOf(row))).toEqual([2, -1, -1]);
});

it("keeps each of the rows that share a digest, also of equal ones", () => {
  const v6 = makeRow("linux/arm/v6", "33");
  const rows = [v6, makeRow("linux/arm/v7", "33"), structuredClone(v6)];
  const after = { kind: "checking" as const, rows: structuredClone(rows) };
  const kept = rowsOf(keepEqualRows({ kind: "checking", rows }, after));
  expect(kept.map((row) => rows.indexOf(row))).toEqual([0, 1, 2]);
});
