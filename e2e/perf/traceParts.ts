/** An event of Chromium's trace format, as far as it is read here; times are in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly id?: string;
  /** Duration, and the CPU time that the thread took within it. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: ProfileData;
  };
}

interface ProfileData {
  /** Of the event that begins a profile. */
  readonly startTime?: number;
  readonly cpuProfile?: {
    readonly nodes?: readonly ProfileNode[];
    /** The running function, at each sample. */
    readonly samples?: readonly number[];
  };
  /** Microseconds before each sample. */
  readonly timeDeltas?: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
}

/** A function; line and column count from 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url?: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
}

/** Milliseconds by name. */
export type Parts = ReadonlyMap<string, number>;

/** Returns the first time of an event with that name. @throws Error if there is none */
export function timeOf(events: readonly TraceEvent[], name: string): number {
  const found = events.find((event) => event.name === name);
  if (found === undefined) {
    throw new Error(`The trace ends before "${name}".`);
  }
  return found.ts;
}

/** Returns the CPU time of the threads, by process and name of the thread, of what began before a time. */
export function threadParts(events: readonly TraceEvent[], until: number): Parts {
  const nameOf = threadNames(events);
  const parts = new Map<string, number>();
  for (const { event, depth } of nested(events, until)) {
    if (depth === 0) {
      add(parts, nameOf(event), (event.tdur ?? 0) / 1000);
    }
  }
  return parts;
}

/** Returns the CPU time of events without that of the events in them, by process and name. */
export function eventParts(events: readonly TraceEvent[], until: number): Parts {
  const processOf = processNames(events);
  const parts = new Map<string, number>();
  for (const { event, own } of nested(events, until)) {
    add(parts, `${processOf(event.pid)}: ${event.name}`, own / 1000);
  }
  return parts;
}

/** Microseconds between two samples, at most: ten times the interval. In a longer pause the machine ran something else. */
const maxDelta = 1000;

/**
 * Returns the time of functions in JavaScript, without that of the functions they call, by process and part of the program.
 * @param partOf returns the part that a function belongs to
 */
export function scriptParts(
  events: readonly TraceEvent[],
  until: number,
  partOf: (frame: CallFrame) => string,
): Parts {
  const processOf = processNames(events);
  const parts = new Map<string, number>();
  const starts = events.filter(({ name }) => name === "Profile");
  for (const start of starts) {
    const nodes = new Map<number, CallFrame>();
    let time = start.args?.data?.startTime ?? start.ts;
    let running: CallFrame | undefined;
    for (const { args } of profileChunks(events, start)) {
      args?.data?.cpuProfile?.nodes?.forEach(({ id, callFrame }) => nodes.set(id, callFrame));
      args?.data?.cpuProfile?.samples?.forEach((sample, at) => {
        const delta = args.data?.timeDeltas?.[at] ?? 0;
        time += delta;
        if (running !== undefined && !isOutside(running) && time <= until) {
          add(
            parts,
            `${processOf(start.pid)}: ${partOf(running)}`,
            Math.min(delta, maxDelta) / 1000,
          );
        }
        running = nodes.get(sample);
      });
    }
  }
  return parts;
}

/** The events of a profile, in their order. */
function profileChunks(events: readonly TraceEvent[], start: TraceEvent): readonly TraceEvent[] {
  return events
    .filter(({ name, pid, id }) => name === "ProfileChunk" && pid === start.pid && id === start.id)
    .toSorted((a, b) => a.ts - b.ts);
}

/** Whether no function runs: the thread waits, or runs Chromium itself. */
function isOutside({ functionName }: CallFrame): boolean {
  return functionName === "(idle)" || functionName === "(program)" || functionName === "(root)";
}

interface NestedEvent {
  readonly event: TraceEvent;
  /** The number of events around it. */
  readonly depth: number;
  /** Microseconds of CPU time without that of the events in it. */
  own: number;
}

/** The events with a CPU time that begin before a time, with what they took themselves. */
function nested(events: readonly TraceEvent[], until: number): readonly NestedEvent[] {
  const complete = events.filter(
    ({ ph, ts, dur, tdur }) => ph === "X" && dur !== undefined && tdur !== undefined && ts <= until,
  );
  const threads = Map.groupBy(complete, ({ pid, tid }) => `${pid} ${tid}`);
  return [...threads.values()].flatMap((thread) => {
    const found: NestedEvent[] = [];
    const around: NestedEvent[] = [];
    for (const event of thread.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
      while (around.length > 0 && endOf(around.at(-1)) <= event.ts) {
        around.pop();
      }
      const parent = around.at(-1);
      if (parent !== undefined) {
        parent.own -= event.tdur ?? 0;
      }
      const entry = { event, depth: around.length, own: event.tdur ?? 0 };
      found.push(entry);
      around.push(entry);
    }
    return found;
  });
}

function endOf(entry: NestedEvent | undefined): number {
  return entry === undefined ? 0 : entry.event.ts + (entry.event.dur ?? 0);
}

function processNames(events: readonly TraceEvent[]): (pid: number) => string {
  const names = new Map(
    events
      .filter(({ name }) => name === "process_name")
      .map(({ pid, args }) => [pid, args?.name ?? ""]),
  );
  return (pid) => names.get(pid) ?? `process ${pid}`;
}

function threadNames(events: readonly TraceEvent[]): (event: TraceEvent) => string {
  const processOf = processNames(events);
  const names = new Map(
    events
      .filter(({ name }) => name === "thread_name")
      .map(({ pid, tid, args }) => [`${pid} ${tid}`, args?.name ?? ""]),
  );
  return ({ pid, tid }) => `${processOf(pid)}: ${names.get(`${pid} ${tid}`) ?? "a thread"}`;
}

function add(parts: Map<string, number>, name: string, ms: number): void {
  parts.set(name, (parts.get(name) ?? 0) + ms);
}
