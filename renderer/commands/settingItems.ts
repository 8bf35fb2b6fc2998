import { useAccess } from "../features/registries/access/accessStore.ts";
import { openConnection, openLogin } from "../features/registries/openRegistries.ts";
import { useRegistries } from "../features/registries/registriesStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useUpdates } from "../features/updates/updateStore.ts";
import { useNavigation } from "../navigation.ts";
import type { PaletteItem } from "./paletteItems.ts";
import { recentReferences } from "./referenceItems.ts";

/** Most registries that are listed. */
const maxHosts = 20;

/** The registry of a reference that names one: `ghcr.io`. */
function hostOf(reference: string): readonly string[] {
  const [host = ""] = reference.split("/", 1);
  const isHost = /^[a-z0-9[][a-z0-9.:[\]-]*$/i.test(host) && /[.:]|^localhost$/.test(host);
  return isHost && reference.includes("/") && !host.endsWith(":") ? [host] : [];
}

function registryItems(host: string, isListed: boolean): readonly PaletteItem[] {
  const item = (id: string, label: string, run: () => void): PaletteItem => ({
    id: `${id}.${host}`,
    label: `${label} ${host}`,
    note: "Registries",
    run,
  });
  return [
    item("logIn", "Log in to", () => openLogin(host)),
    item("testAccess", "Test access at", () => useAccess.getState().open(`${host}/`)),
    // Those of other registries are not known until the list is read.
    ...(isListed ? [item("connection", "Connection of", () => openConnection(host))] : []),
  ];
}

function updateItem(): PaletteItem {
  const { checkForUpdates, setCheckForUpdates } = useSettings.getState();
  const isOff = useUpdates.getState().state.kind === "off";
  return {
    id: "setting.updates",
    label: "Check for updates once a day",
    note: isOff ? "About says why there are none" : checkForUpdates ? "on" : "off",
    run: () =>
      isOff
        ? useNavigation.getState().setHelpDialog("about")
        : void setCheckForUpdates(!checkForUpdates),
  };
}

/** Settings that are no commands, and the registries that are known or were used. */
export function settingItems(): readonly PaletteItem[] {
  const listed = (useRegistries.getState().list?.registries ?? []).map(({ host }) => host);
  const hosts = [...new Set([...listed, ...recentReferences().flatMap(hostOf)])];
  return [
    updateItem(),
    {
      id: "setting.logIn",
      label: "Log in to a registry",
      note: "Registries",
      run: () => openLogin(""),
    },
    ...hosts.slice(0, maxHosts).flatMap((host) => registryItems(host, listed.includes(host))),
  ];
}
