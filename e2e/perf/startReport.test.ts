import { expect, test } from "vitest";
import { startTable, traceTables } from "./startReport.ts";
import type { StartTrace } from "./startTrace.ts";

test("shows the medians of starts with their ratio and the wanted one", () => {
  const run = { round: 1, usableMs: 500, usableCpuSeconds: 0.5, restCpuSeconds: 0.6 };
  const rows = [
    { ...run, app: "Manifestry", bytes: 270e6, idleShare: 0.001 },
    { ...run, app: "Manifestry", usableMs: 600, bytes: 270e6, idleShare: 0.001 },
    { ...run, app: "an empty app", usableMs: 275, bytes: 240e6, idleShare: 0.0004 },
  ];
  expect(startTable(rows).split("\n").slice(2)).toEqual([
    "| Manifestry | 550 ms | 0.50 s | 0.60 s | 270 MB | 0.10 % |",
    "| an empty app | 275 ms | 0.50 s | 0.60 s | 240 MB | 0.04 % |",
    "| ratio | 2.00× | 1.00× | 1.00× | 1.13× |  |",
    "| wanted |  | at most 1.50× |  | at most 1.12× | the same |",
  ]);
});

test("shows first what the app does more than the empty one", () => {
  const trace = (app: string, threads: Readonly<Record<string, number>>): StartTrace => ({
    app,
    files: [`${app}.json`],
    threads: new Map(Object.entries(threads)),
    events: new Map(),
    scripts: new Map(),
  });
  const text = traceTables([
    trace("Manifestry", { Browser: 250, Renderer: 90 }),
    trace("an empty app", { Browser: 240, Renderer: 30, Network: 20 }),
  ]);
  expect(text.split("\n").slice(0, 5)).toEqual([
    "| CPU by thread | Manifestry, ms | an empty app, ms |",
    "| --- | ---: | ---: |",
    "| Renderer | 90.0 | 30.0 |",
    "| Browser | 250.0 | 240.0 |",
    "| Network | 0.0 | 20.0 |",
  ]);
  expect(text).toContain("Trace: an empty app.json");
});
