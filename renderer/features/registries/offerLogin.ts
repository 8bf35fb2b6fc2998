import { useNavigation } from "../../navigation.ts";
import { useInspect } from "../inspect/store.ts";
import { usePush } from "../push/store.ts";
import { useRegistries } from "./store.ts";

/** Leaves what a person is at for the login form, filled in for a registry. */
export function offerLogin(host: string): void {
  usePush.getState().close();
  useInspect.getState().stopRetag();
  useRegistries.getState().fillIn(host);
  useNavigation.getState().show("registries");
  useNavigation.getState().askFocus("logInAccount");
}
