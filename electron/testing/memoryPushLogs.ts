import { EngineError } from "../engine/errors.ts";
import type { LoggedPush, PushLogs } from "../engine/push/pushLog.ts";
import type { Content } from "../engine/oci/content.ts";

/** Logs of pushes for tests that are not about the journal: kept as long as the test runs. */
export function memoryPushLogs(): PushLogs {
  const pushes = new Map<string, LoggedPush>();
  return {
    async begin(plan) {
      const held = new Map<string, Content>();
      const id = `log-${pushes.size + 1}`;
      pushes.set(id, { plan, held });
      return {
        id,
        held: async (name, content) => void held.set(name, content),
        done: () => {},
        sending: async () => {},
        settled: async () => {},
        ended: async () => {},
      };
    },
    async read(id) {
      const push = pushes.get(id);
      if (!push) throw new EngineError("not_found", `There is no log ${id}.`);
      return push;
    },
    leave: async () => {},
  };
}
