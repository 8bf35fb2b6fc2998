import { expect, test } from "vitest";
import {
  columns,
  inspectTable,
  median,
  memoryTable,
  replaceBetweenMarkers,
  tableOf,
} from "./report.ts";
import type { Measurement } from "./measurement.ts";

function measurement(tool: string, wallSeconds: number, peakMegabytes: number): Measurement {
  return { tool, round: 1, wallSeconds, peakBytes: peakMegabytes * 1e6 };
}

test("shows the median of each tool, its version and the ratio to Manifestry", () => {
  const measurements = [
    measurement("Manifestry", 2, 100),
    measurement("crane", 9, 15),
    measurement("Manifestry", 4, 100),
    measurement("crane", 6, 15),
    measurement("Manifestry", 3, 120),
    measurement("crane", 1, 15),
  ];
  expect(tableOf(measurements, columns.copy, { crane: "0.20.7" })).toBe(
    [
      "|  | whole run | without start | peak memory | above idle |",
      "| --- | ---: | ---: | ---: | ---: |",
      "| Manifestry | 3.00 s |  | 100 MB |  |",
      "| crane 0.20.7 | 6.00 s (2.0×) |  | 15 MB (0.1×) |  |",
    ].join("\n"),
  );
});

test("shows a warm run for Manifestry only", () => {
  const measurements = [
    { ...measurement("Manifestry", 2, 100), warmSeconds: 0.25 },
    measurement("crane", 9, 15),
  ];
  const [head = "", , own = "", crane = ""] = tableOf(measurements, columns.combine, {}).split(
    "\n",
  );
  const column = head.split("|").findIndex((cell) => cell.trim() === "warm run");
  expect([own, crane].map((line) => line.split("|")[column]?.trim())).toEqual(["0.25 s", ""]);
});

test("shows memory by copied size", () => {
  const metrics = { idleBytes: 40e6, peakBytes: 70e6, workSeconds: 0.8, doneAt: 0, blockMs: 0 };
  const table = memoryTable({ "100 MB": [{ ...measurement("Manifestry", 1, 70), metrics }] });
  expect(table).toContain("| 100 MB | 1.00 s | 0.80 s | 70 MB | 30 MB |");
});

test("computes the median of an even number of values; undefined for none", () => {
  expect(median([10, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeUndefined();
});

test("replaces only the text between the markers, also repeatedly", () => {
  const text = "before\n<!-- npm run bench writes from here -->\nold\n<!-- to here -->\nafter\n";
  const once = replaceBetweenMarkers(text, "new");
  expect(once).toBe(
    "before\n<!-- npm run bench writes from here -->\n\nnew\n\n<!-- to here -->\nafter\n",
  );
  expect(replaceBetweenMarkers(once, "new")).toBe(once);
  expect(() => replaceBetweenMarkers("no place", "new")).toThrow("no");
});

test("shows what Inspect takes beside what it may take and what plain rows take", () => {
  const frame = { job: "scrolling: frame", unit: "ms", atMost: 17 } as const;
  const rows = [
    { ...frame, round: 1, value: 16.7, plain: 17 },
    { ...frame, round: 2, value: 33.4, plain: 17 },
    { ...frame, round: 3, value: 16.6, plain: 30 },
    { job: "memory", unit: "bytes", round: 1, value: 53e6, atMost: 150e6 } as const,
    { job: "block", unit: "ms", round: 1, value: 40 } as const,
  ];
  expect(inspectTable(rows)).toBe(
    [
      "|  | measured | at most | plain rows |",
      "| --- | ---: | ---: | ---: |",
      "| scrolling: frame | 17 ms | 17 ms | 17 ms |",
      "| memory | 53 MB | 150 MB |  |",
      "| block | 40 ms |  |  |",
    ].join("\n"),
  );
});
