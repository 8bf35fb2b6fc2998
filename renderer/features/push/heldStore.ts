import { create } from "zustand";
import type { Plan } from "../../../shared/plan.ts";
import type { TargetState } from "../../../shared/preview.ts";
import { api, type Job } from "../../api.ts";

/** Tags whose old content is read: as many as a draft has targets. */
const mostLooks = 100;

type Held = Extract<TargetState, { kind: "exists" }>;

interface HeldSlice {
  /** What the tags of a plan hold and what they are to hold, by digest, as far as it was read. */
  readonly held: Readonly<Record<string, Held>>;
  /** Whether something is still being read. */
  readonly reading: boolean;
  /**
   * Reads what a plan takes from its tags and gives them.
   * @param known digests whose content is in sight already
   */
  readonly look: (plan: Plan, known: ReadonlySet<string>) => void;
  readonly forget: () => void;
}

/** Names of content by its digest: of what the tags of the root hold now and are to hold. */
function namesOf({ root, repositories }: Plan, known: ReadonlySet<string>): readonly string[] {
  const replaced = repositories.flatMap(({ repository, tags }) =>
    tags.flatMap(({ before, after }) =>
      before === null || before === after || after !== root.digest ? [] : [{ repository, before }],
    ),
  );
  if (replaced.length === 0) {
    return [];
  }
  const old = replaced
    .filter(({ before }) => !known.has(before))
    .map(({ repository, before }) => `${repository}@${before}`);
  const coming = repositories.flatMap(({ repository, manifests }) =>
    manifests.flatMap(({ role, action }) => {
      if (role !== "root" || action.kind === "build" || known.has(root.digest)) {
        return [];
      }
      return [`${action.kind === "put" ? action.from : repository}@${root.digest}`];
    }),
  );
  return [...new Set([...old.slice(0, mostLooks), ...coming.slice(0, 1)])];
}

/** What was read for the plan that is reviewed; what could not be read is missing. */
export const useHeld = create<HeldSlice>()((set, get) => {
  let jobs: readonly Job<TargetState>[] = [];

  function forget(): void {
    const under = jobs;
    jobs = [];
    under.forEach((job) => job.cancel());
    set({ held: {}, reading: false });
  }

  return {
    held: {},
    reading: false,
    forget,
    look: (plan, known) => {
      forget();
      const started = namesOf(plan, known).map((text) => api.startJob("target:look", { text }));
      jobs = started;
      let left = started.length;
      set({ reading: left > 0 });
      for (const job of started) {
        void job.result.then((answer) => {
          if (jobs !== started) {
            return;
          }
          left -= 1;
          const seen = answer.ok && answer.value.kind === "exists" ? answer.value : null;
          // What could not be read must not pass for nothing.
          const held =
            seen === null || seen.unreadable === true
              ? get().held
              : { ...get().held, [seen.digest]: seen };
          set({ held, reading: left > 0 });
        });
      }
    },
  };
});
