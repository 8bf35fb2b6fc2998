import { useNavigation } from "../../navigation.ts";
import { useInspect } from "./inspectStore.ts";

/** Shows a reference in the Inspect view. */
export function inspectReference(text: string): void {
  useNavigation.getState().show("inspect");
  useInspect.getState().open(text);
}
