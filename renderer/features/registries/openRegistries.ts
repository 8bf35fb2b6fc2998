import { useNavigation } from "../../navigation.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { usePush } from "../push/pushStore.ts";
import { useRegistries } from "./registriesStore.ts";

/**
 * Leaves what a person is at for the login form, filled in.
 * @param registry a registry, or a part of it: `ghcr.io/acme`
 */
export function offerLogin(registry: string): void {
  usePush.getState().close();
  useInspect.getState().stopRetag();
  useRegistries.getState().fillIn(registry);
  useNavigation.getState().show("registries");
  useNavigation.getState().askFocus("logInAccount");
}
