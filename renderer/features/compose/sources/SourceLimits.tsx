import { useShallow } from "zustand/react/shallow";
import { classNames } from "../../../ui/classNames.ts";
import { PullsLeftText } from "../../registries/PullsLeftText.tsx";
import { usePullsLeft } from "../../registries/pullsLeft.ts";
import { useCompose } from "../composeStore.ts";
import styles from "./SourceLimits.module.css";

/** How many pulls the registries of the sources still allow, as far as they say so. */
export function SourceLimits() {
  const hosts = useCompose(
    useShallow(({ draft, sources }) => [
      ...new Set(
        draft.sources.flatMap(({ id }) => {
          const state = sources[id];
          return state?.kind === "resolved" ? (state.source.repository.split("/", 1)[0] ?? []) : [];
        }),
      ),
    ]),
  );
  const limits = usePullsLeft(({ byHost }) => byHost);
  const limited = hosts.filter((host) => limits[host] !== undefined);
  return limited.length === 0 ? null : (
    <ul aria-label="Pulls left" className={classNames(styles["limits"])}>
      {limited.map((host) => (
        <li key={host}>
          {host}: <PullsLeftText host={host} />
        </li>
      ))}
    </ul>
  );
}
