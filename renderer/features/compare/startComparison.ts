import { useNavigation } from "../../navigation.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { openCompare } from "./openCompare.ts";

/**
 * Compares what the shown view is about: in Compose, the first target with the result; in Inspect, the inspected content
 * with one that the user enters. Elsewhere, the fields are shown.
 */
export function startComparison(): void {
  const { view, show, requestFocus } = useNavigation.getState();
  const { draft, preview } = useCompose.getState();
  const { visits, at } = useInspect.getState();
  const [target] = draft.targets;
  const visit = visits[at];
  if (view === "compose" && target !== undefined && preview?.result.kind === "ready") {
    openCompare({ kind: "reference", text: target.text }, { kind: "draft" });
  } else if (view === "inspect" && visit !== undefined && visit.blob === undefined) {
    openCompare({ kind: "reference", text: visit.text });
  } else {
    show("compare");
    requestFocus("firstCompared");
  }
}
