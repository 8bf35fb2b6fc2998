import { useNavigation } from "../../navigation.ts";
import { useHistory } from "./historyStore.ts";

/** Shows the timeline of a tag; Back returns to the shown view. @param text a reference of the tag */
export function showTimeline(text: string): void {
  const { view, show } = useNavigation.getState();
  useHistory.getState().openFrom(view, { kind: "tag", text });
  show("history");
}
