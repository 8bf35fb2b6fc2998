import { useNavigation } from "../../navigation.ts";
import { useCompose } from "../compose/composeStore.ts";
import { currentVisit, useInspect } from "../inspect/inspectStore.ts";
import { placeOf } from "../inspect/visit.ts";
import { openCompare } from "./openCompare.ts";

/**
 * Compares what the shown view is about: in Compose, the first target with the result; in Inspect, the inspected content
 * with one that the user enters. Elsewhere, the fields are shown.
 */
export function startComparison(): void {
  const { view, show, requestFocus } = useNavigation.getState();
  const { draft, preview } = useCompose.getState();
  const [target] = draft.targets;
  const visit = currentVisit(useInspect.getState());
  const place = visit && placeOf(visit);
  if (view === "compose" && target !== undefined && preview?.result.kind === "ready") {
    openCompare({ kind: "reference", text: target.text }, { kind: "draft" });
  } else if (view === "inspect" && place !== undefined && place.blob === undefined) {
    openCompare({ kind: "reference", text: place.text });
  } else {
    show("compare");
    requestFocus("firstCompared");
  }
}
