import { useNavigation } from "../../navigation.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { usePush } from "../push/pushStore.ts";
import { useRegistries } from "./registriesStore.ts";

/** Leaves what a person is at for the connection settings of a registry, opened. */
export function offerConnection(host: string): void {
  usePush.getState().close();
  useInspect.getState().stopRetag();
  useRegistries.getState().showConnection(host);
  useNavigation.getState().show("registries");
}
