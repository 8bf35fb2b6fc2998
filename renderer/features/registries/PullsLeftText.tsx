import { describePullsLeft, usePullsLeft } from "./pullsLeft.ts";

/** How many pulls a registry still allows, if it said so. @param host as in references */
export function PullsLeftText({ host }: { readonly host: string }) {
  const limit = usePullsLeft(({ byHost }) => byHost[host]);
  return limit === undefined ? null : (
    <span title={`The registry ${host} limits pulls: each manifest that is read counts.`}>
      {describePullsLeft(limit)}
    </span>
  );
}
