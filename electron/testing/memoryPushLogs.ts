import { EngineError } from "../engine/errors.ts";
import type { LoggedPush, PushLogs } from "../engine/push/pushLog.ts";
import type { Content } from "../engine/oci/content.ts";

/** Push logs in memory, for tests that do not test the journal. */
export function memoryPushLogs(): PushLogs {
  const pushes = new Map<string, LoggedPush>();
  return {
    async begin(plan, { isFromFile }) {
      const previous = new Map<string, Content>();
      const related = new Map<string, Content>();
      const id = `log-${pushes.size + 1}`;
      pushes.set(id, { plan, isFromFile, previous, related });
      return {
        id,
        recordPrevious: async (name, content) => void previous.set(name, content),
        recordRelated: async (content) => void related.set(content.digest, content),
        recordStep: () => {},
        recordSending: async () => {},
        recordOutcome: async () => {},
        end: async () => {},
      };
    },
    async read(id) {
      const push = pushes.get(id);
      if (!push) {
        throw new EngineError("not_found", `There is no log ${id}.`);
      }
      return push;
    },
    listRepositories: async () =>
      [...pushes.values()]
        .toReversed()
        .flatMap(({ plan }) =>
          plan.kind === "delete"
            ? plan.repository
            : plan.repositories.map(({ repository }) => repository),
        ),
    findPushes: async (digest) =>
      [...pushes]
        .toReversed()
        .flatMap(([id, { plan, isFromFile }]) =>
          plan.kind !== "delete" && plan.root.digest === digest && !isFromFile ? [id] : [],
        ),
    findUnfinished: async () => undefined,
    markContinued: async () => {},
  };
}
