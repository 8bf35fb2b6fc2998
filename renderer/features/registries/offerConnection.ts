import { useNavigation } from "../../navigation.ts";
import { useInspect } from "../inspect/store.ts";
import { usePush } from "../push/store.ts";
import { useRegistries } from "./store.ts";

/** Leaves what a person is at for the connection settings of a registry, opened. */
export function offerConnection(host: string): void {
  usePush.getState().close();
  useInspect.getState().stopRetag();
  useRegistries.getState().showConnection(host);
  useNavigation.getState().show("registries");
}
