import { create } from "zustand";
import type { Plan } from "../../../shared/plan.ts";
import type { TargetState } from "../../../shared/preview.ts";
import { api, type Job } from "../../api.ts";

/** Tags whose old content is looked at; a person compares no more of them. */
const mostLooks = 20;

type Held = Extract<TargetState, { kind: "exists" }>;

interface HeldSlice {
  /** What the tags of a plan hold and what they are to hold, by digest, as far as it was looked at. */
  readonly held: Readonly<Record<string, Held>>;
  /** Looks at what a plan takes from its tags and gives them, for those who want to see what is lost. */
  readonly look: (plan: Plan) => void;
  readonly forget: () => void;
}

/** Names of content by its digest: of what the tags hold now and are to hold. */
function namesOf({ root, repositories }: Plan): readonly string[] {
  const old = repositories.flatMap(({ repository, tags }) =>
    tags.flatMap(({ before, after }) =>
      before === null || before === after ? [] : [`${repository}@${before}`],
    ),
  );
  if (old.length === 0) {
    return [];
  }
  const coming = repositories.flatMap(({ repository, manifests }) =>
    manifests.flatMap(({ role, action }) => {
      if (role !== "root" || action.kind === "build") {
        return [];
      }
      return [`${action.kind === "put" ? action.from : repository}@${root.digest}`];
    }),
  );
  return [...new Set([...old.slice(0, mostLooks), ...coming.slice(0, 1)])];
}

/** What was looked at for the plan that is reviewed. What cannot be looked at is not there: the plan stands without. */
export const useHeld = create<HeldSlice>()((set, get) => {
  let jobs: readonly Job<TargetState>[] = [];

  function forget(): void {
    const under = jobs;
    jobs = [];
    under.forEach((job) => job.cancel());
    set({ held: {} });
  }

  return {
    held: {},
    forget,
    look: (plan) => {
      forget();
      jobs = namesOf(plan).map((text) => api.startJob("target:look", { text }));
      for (const job of jobs) {
        void job.result.then((answer) => {
          const seen = answer.ok && answer.value.kind === "exists" ? answer.value : null;
          // What could not be read must not pass for nothing.
          if (jobs.includes(job) && seen !== null && seen.unreadable !== true) {
            set({ held: { ...get().held, [seen.digest]: seen } });
          }
        });
      }
    },
  };
});
