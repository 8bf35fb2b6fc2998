import { expect, test } from "vitest";
import { eventParts, scriptParts, threadParts, timeOf, type TraceEvent } from "./traceParts.ts";

const event = (name: string, ts: number, rest: Partial<TraceEvent> = {}): TraceEvent => ({
  name,
  ph: "X",
  pid: 1,
  tid: 2,
  ts,
  ...rest,
});

const names: readonly TraceEvent[] = [
  event("process_name", 0, { ph: "M", args: { name: "Renderer" } }),
  event("thread_name", 0, { ph: "M", args: { name: "Main" } }),
];

test("counts the CPU time of an event once, in the thread and without the events in it", () => {
  const events = [
    ...names,
    event("layout", 1200, { dur: 300, tdur: 200 }),
    event("task", 1000, { dur: 1000, tdur: 700 }),
    event("style", 1500, { dur: 100, tdur: 100 }),
    event("layout", 2000, { dur: 500, tdur: 500 }),
    event("task", 9000, { dur: 1000, tdur: 1000 }),
  ];
  expect([...threadParts(events, 5000)]).toEqual([["Renderer: Main", 1.2]]);
  expect(Object.fromEntries(eventParts(events, 5000))).toEqual({
    "Renderer: task": 0.4,
    "Renderer: layout": 0.7,
    "Renderer: style": 0.1,
  });
});

test("counts events of several threads apart", () => {
  const events = [
    ...names,
    event("thread_name", 0, { ph: "M", tid: 3, args: { name: "Worker" } }),
    event("task", 1000, { dur: 1000, tdur: 1000 }),
    event("raster", 1100, { tid: 3, dur: 500, tdur: 400 }),
  ];
  expect(Object.fromEntries(threadParts(events, 5000))).toEqual({
    "Renderer: Main": 1,
    "Renderer: Worker": 0.4,
  });
});

test("counts the time between samples for the function that ran, until the end", () => {
  const node = (id: number, functionName: string) => ({ id, callFrame: { functionName } });
  const chunk = (ts: number, samples: readonly number[], timeDeltas: readonly number[]) =>
    event("ProfileChunk", ts, {
      ph: "P",
      id: "0x1",
      args: {
        data: {
          cpuProfile: { nodes: [node(1, "(program)"), node(2, "render")], samples },
          timeDeltas,
        },
      },
    });
  const events = [
    ...names,
    event("Profile", 1000, { ph: "P", id: "0x1", args: { data: { startTime: 1000 } } }),
    chunk(5000, [1, 2], [300, 700]),
    chunk(3000, [2, 1, 2], [1000, 800, 500]),
    event("ProfileChunk", 3000, { id: "0x2" }),
  ];
  const renderUntil = (end: number) =>
    scriptParts(events, end, ({ functionName }) => functionName).get("Renderer: render");
  expect(renderUntil(3400)).toBeCloseTo(0.8);
  expect(renderUntil(9000)).toBeCloseTo(1.1);
});

test("counts a pause of the sampler in part only", () => {
  const callFrame = { functionName: "render" };
  const data = {
    cpuProfile: { nodes: [{ id: 2, callFrame }], samples: [2, 2] },
    timeDeltas: [0, 90_000],
  };
  const events = [
    ...names,
    event("Profile", 1000, { id: "0x1", args: { data: { startTime: 1000 } } }),
    event("ProfileChunk", 2000, { id: "0x1", args: { data } }),
  ];
  expect([...scriptParts(events, 1e6, ({ functionName }) => functionName).values()]).toEqual([1]);
});

test("finds the time of a mark, and says when there is none", () => {
  expect(timeOf([event("usable", 7)], "usable")).toBe(7);
  expect(() => timeOf(names, "usable")).toThrow('before "usable"');
});
