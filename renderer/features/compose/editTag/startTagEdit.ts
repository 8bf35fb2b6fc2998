import { useNavigation } from "../../../navigation.ts";
import { useCompose } from "../composeStore.ts";

/** Shows Compose and makes the content behind a tag or a digest its draft. The next thing to type is a source. */
export function startTagEdit(text: string): void {
  useNavigation.getState().show("compose");
  useNavigation.getState().requestFocus("addSource");
  void useCompose.getState().editTag(text);
}
