import { useNavigation } from "../../navigation.ts";
import { useHistory } from "./historyStore.ts";

/** Shows the timeline of a tag. @param text a reference of the tag */
export function showTimeline(text: string): void {
  useHistory.getState().showList();
  useHistory.getState().open({ kind: "tag", text });
  useNavigation.getState().show("history");
}
