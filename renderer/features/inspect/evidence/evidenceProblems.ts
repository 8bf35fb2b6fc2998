import { create } from "zustand";
import type { EntryProblem } from "../../../../shared/inspection.ts";
import type { Job } from "../../../api.ts";
import { startInspection } from "../startInspection.ts";
import type { Crumb } from "../visit.ts";
import { evidenceProblem } from "./evidenceProblem.ts";

interface EvidenceProblemsState {
  /** What is wrong with evidence that was read, by {@link evidenceKey}. */
  readonly problems: Readonly<Record<string, EntryProblem>>;
  /**
   * Keeps what is wrong with evidence.
   * @param texts `repository@digest` of the document, and of the artifact that it is in
   */
  readonly keepProblem: (
    texts: readonly string[],
    attests: string | undefined,
    problem: EntryProblem | undefined,
  ) => void;
  /** Reads statements unless they are known or long, for the marks of the tree. */
  readonly checkStatements: (statements: readonly Crumb[]) => void;
  /** Forgets what was read of a repository. */
  readonly forget: (repository: string) => void;
}

/** Names evidence of an image: the same document may be attached to several. */
export function evidenceKey(text: string, attests: string | undefined): string {
  return `${text} ${attests ?? ""}`;
}

/** Largest statement that is read before it is opened, in bytes: provenance, not bills of materials. */
const maxBytes = 64 * 1024;
/** Statements that are read at once, and most of a repository that are read before they are opened. */
const maxReads = { atOnce: 2, all: 200 } as const;

/** What is wrong with what evidence is about, as far as it was read. */
export const useEvidenceProblems = create<EvidenceProblemsState>()((set, get) => {
  /** The keys of statements that were read, or are to be. */
  const known = new Set<string>();
  const waiting: Crumb[] = [];
  const running = new Set<Job<unknown>>();

  function readNext(): void {
    while (running.size < maxReads.atOnce) {
      const statement = waiting.shift();
      if (statement === undefined) {
        return;
      }
      const { text, blob, attests } = statement;
      const job = startInspection({ text, ...(blob === undefined ? {} : { blob }) });
      running.add(job);
      void job.result.then((result) => {
        running.delete(job);
        // A statement that cannot be read says so when it is opened.
        if (result.ok && result.value.content.kind === "blob") {
          const { evidence } = result.value.content;
          get().keepProblem([text], attests, evidence && evidenceProblem(evidence, attests));
        }
        readNext();
      });
    }
  }

  return {
    problems: {},
    keepProblem: (texts, attests, problem) => {
      const { problems } = get();
      const fresh = texts
        .map((text) => evidenceKey(text, attests))
        .filter((key) => problems[key]?.kind !== problem?.kind);
      if (problem !== undefined && fresh.length > 0) {
        const added = Object.fromEntries(fresh.map((key) => [key, problem]));
        set({ problems: { ...problems, ...added } });
      }
    },
    checkStatements: (statements) => {
      for (const statement of statements) {
        const key = evidenceKey(statement.text, statement.attests);
        const isShort = (statement.blob?.size ?? Infinity) <= maxBytes;
        if (isShort && !known.has(key) && known.size < maxReads.all) {
          known.add(key);
          waiting.push(statement);
        }
      }
      readNext();
    },
    forget: (repository) => {
      const isOther = (key: string): boolean => !key.startsWith(`${repository}@`);
      [...known].filter((key) => !isOther(key)).forEach((key) => known.delete(key));
      const problems = Object.entries(get().problems).filter(([key]) => isOther(key));
      set({ problems: Object.fromEntries(problems) });
    },
  };
});
