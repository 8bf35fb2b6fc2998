import type { Draft, DraftSource } from "../../../../shared/draft.ts";
import type { Inputs } from "../../../../shared/ipc/contract.ts";
import { api, type Job } from "../../../api.ts";
import type { ComposeAccess, SourceStatus } from "../composeState.ts";

/** How many sources are asked for side by side. */
const lanes = 12;

interface SourceJobs {
  /** Asks what sources mean; an earlier question about one of them is given up. */
  readonly resolve: (ids: readonly string[]) => void;
  readonly giveUp: (id: string) => void;
  readonly isIdle: () => boolean;
}

/** What a source's meaning can depend on: only a bare digest or a descriptor needs the others. */
function othersFor(draft: Draft, source: DraftSource): Inputs["source:resolve"]["others"] {
  const needsOthers = /^\s*(?:\{|[a-z0-9]+:[0-9a-f]{32,}\s*$)/.test(source.text);
  return needsOthers
    ? {
        sources: draft.sources.filter(({ id }) => id !== source.id).map(({ text }) => text),
        targets: draft.targets.map(({ text }) => text),
      }
    : { sources: [], targets: [] };
}

/** Resolves the draft's sources, some side by side, the others in turn. */
export function createSourceJobs(access: ComposeAccess, onSettled: () => void): SourceJobs {
  const waiting = new Set<string>();
  const running = new Map<string, Job<unknown>>();

  function setStatus(id: string, status: SourceStatus): void {
    access.set({ sources: { ...access.get().sources, [id]: status } });
  }

  function start(source: DraftSource): void {
    const job = api.startJob(
      "source:resolve",
      { text: source.text, others: othersFor(access.get().draft, source) },
      (progress) => {
        if (progress.kind === "working" && running.get(source.id) === job) {
          setStatus(source.id, { kind: "resolving", message: progress.message });
        }
      },
    );
    running.set(source.id, job);
    void job.result.then((answer) => {
      if (running.get(source.id) !== job) {
        return;
      }
      running.delete(source.id);
      setStatus(source.id, answer.ok ? answer.value : { kind: "failed", error: answer.error });
      startWaiting();
      onSettled();
    });
  }

  function startWaiting(): void {
    for (const id of waiting) {
      if (running.size >= lanes) {
        return;
      }
      waiting.delete(id);
      const source = access.get().draft.sources.find((candidate) => candidate.id === id);
      if (source !== undefined) {
        start(source);
      }
    }
  }

  function giveUp(id: string): void {
    waiting.delete(id);
    const job = running.get(id);
    running.delete(id);
    job?.cancel();
  }

  return {
    resolve: (ids) => {
      const sources = { ...access.get().sources };
      for (const id of ids) {
        giveUp(id);
        waiting.add(id);
        sources[id] = { kind: "resolving", message: null };
      }
      access.set({ sources });
      startWaiting();
    },
    giveUp: (id) => {
      giveUp(id);
      startWaiting();
    },
    isIdle: () => waiting.size === 0 && running.size === 0,
  };
}
