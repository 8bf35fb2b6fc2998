import type { PushBlocker } from "../features/compose/targets/pushBlocker.ts";
import { useNavigation } from "../navigation.ts";

/** Shows what keeps the draft from being pushed, moves the focus there, and announces it. */
export function goToBlocker({ message, targetId, isTyped, place }: PushBlocker): void {
  const { show, requestFocus, announce } = useNavigation.getState();
  show("compose");
  const typed = isTyped === true ? "addTarget" : place;
  const target = targetId === undefined ? typed : "blockingTarget";
  if (target !== undefined) {
    requestFocus(target);
  }
  announce(`Can’t push. ${message}`);
}
