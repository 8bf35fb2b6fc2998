import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Ticks of a second in /proc/PID/stat: `getconf CLK_TCK` is 100 on every Linux that Electron runs on. */
const ticksPerSecond = 100;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Seconds of CPU time, with those of ended children. */
  readonly seconds: number;
}

/** Returns the ids of a process and of all that descend from it. Linux only. */
function readTree(root: number): readonly ProcessTimes[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readTimes(Number(name)) ?? []);
  const byParent = Map.groupBy(all, ({ parent }) => parent);
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) {
    tree.push(...(byParent.get(pid) ?? []));
  }
  return tree;
}

/** Reads /proc/PID/stat (proc_pid_stat(5)); undefined if the process has ended. */
function readTimes(pid: number): ProcessTimes | undefined {
  const text = readFile(`/proc/${pid}/stat`);
  if (text === undefined) {
    return undefined;
  }
  // The second field is the name in brackets, which may contain spaces; the state is the third.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = [11, 12, 13, 14].map(
    (at) => Number(fields[at]) / ticksPerSecond,
  );
  // Both times are rounded down to a tick of 10 ms, for each process: those of the threads that run are exact.
  const seconds = Math.max(user + system, readThreadSeconds(pid)) + childUser + childSystem;
  return { pid, parent: Number(fields[1]), seconds };
}

/** Returns the CPU time of the threads that a process has now, from their schedstat in nanoseconds. */
function readThreadSeconds(pid: number): number {
  const threads = listFolder(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const [nanoseconds = "0"] = (readFile(`/proc/${pid}/task/${thread}/schedstat`) ?? "0").split(
      " ",
    );
    return sum + Number(nanoseconds) / 1e9;
  }, 0);
}

/** Returns the seconds of CPU time that a process and its descendants have used. */
export function readCpuSeconds(root: number): number {
  return readTree(root).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Returns the memory of a process and its descendants in bytes; what they share counts once (PSS). */
export function readMemoryBytes(root: number): number {
  return readTree(root).reduce((sum, { pid }) => {
    const text = readFile(`/proc/${pid}/smaps_rollup`) ?? "";
    return sum + Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  }, 0);
}

/** Starts a new peak of the memory of a process and its descendants. @returns the bytes that they use now */
export function resetPeakMemory(root: number): number {
  const tree = readTree(root);
  // Resets VmHWM (proc(5), clear_refs).
  tree.forEach(({ pid }) => writeFileSync(`/proc/${pid}/clear_refs`, "5"));
  return readPeakMemory(root);
}

/** The sum of the peaks of a process and its descendants since `resetPeakMemory`, in bytes. */
export function readPeakMemory(root: number): number {
  return readTree(root).reduce((sum, { pid }) => {
    const text = readFile(`/proc/${pid}/status`) ?? "";
    return sum + Number(/^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
  }, 0);
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
