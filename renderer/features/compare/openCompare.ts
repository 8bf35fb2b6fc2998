import type { SideInput } from "../../../shared/comparedSide.ts";
import { useNavigation } from "../../navigation.ts";
import { useCompare } from "./compareStore.ts";
import { emptySide } from "./sides.ts";

/**
 * Shows the Compare view with two sides and compares them.
 * @param after undefined: the user enters it
 */
export function openCompare(before: SideInput, after?: SideInput): void {
  const { setMode, setSide, compare } = useCompare.getState();
  setSide("before", before);
  setSide("after", after ?? emptySide);
  setMode("contents");
  useNavigation.getState().show("compare");
  if (after === undefined) {
    useNavigation.getState().requestFocus("secondCompared");
  } else {
    compare();
  }
}
