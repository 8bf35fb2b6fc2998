import { useNavigation } from "../../navigation.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { useCopyTags } from "../tags/copy/copyStore.ts";
import { useDeleteTags } from "../tags/delete/deleteStore.ts";
import { usePush } from "../push/pushStore.ts";
import { useAccess } from "./access/accessStore.ts";
import { useRegistries } from "./registriesStore.ts";

function closeDialogs(): void {
  usePush.getState().close();
  useInspect.getState().closeRetag();
  useAccess.getState().close();
  useCopyTags.getState().close();
  useDeleteTags.getState().close();
}

/**
 * Opens the login form, filled in for a registry.
 * @param registry a registry, or a namespace or repository of it: `ghcr.io/acme`
 */
export function openLogin(registry: string): void {
  closeDialogs();
  useRegistries.getState().fillIn(registry);
  useNavigation.getState().show("registries");
  useNavigation.getState().requestFocus("logInAccount");
}

/** Opens the rules that say which tags are never overwritten. */
export function openOverwriteRules(): void {
  closeDialogs();
  useNavigation.getState().show("registries");
  useNavigation.getState().requestFocus("overwriteRules");
}

/** Opens the connection settings of a registry. */
export function openConnection(host: string): void {
  closeDialogs();
  useRegistries.getState().openConnection(host);
  useNavigation.getState().show("registries");
}
