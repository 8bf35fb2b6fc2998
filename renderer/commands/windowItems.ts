import { api } from "../api.ts";
import { useNavigation } from "../navigation.ts";
import { dialogReason } from "./commandActions.ts";
import type { PaletteItem } from "./paletteItems.ts";

function zoomItem(step: "in" | "out" | "reset", label: string, accelerator: string): PaletteItem {
  return {
    id: `zoom.${step}`,
    label,
    menu: "View",
    keywords: "settings zoom larger smaller text",
    note: "View",
    accelerator,
    run: () => void api.invoke("window:zoom", { step }),
  };
}

/** What the palette finds besides commands: the zoom, whose menu items are the system's, and parts of dialogs. */
export function windowItems(): readonly PaletteItem[] {
  return [
    zoomItem("in", "Zoom In", "CmdOrCtrl+Plus"),
    zoomItem("out", "Zoom Out", "CmdOrCtrl+-"),
    zoomItem("reset", "Reset Zoom", "CmdOrCtrl+0"),
    {
      id: "licenses",
      label: "Licenses",
      menu: "Help",
      keywords: "open source credits",
      note: dialogReason() ?? "Help",
      isDisabled: dialogReason() !== undefined,
      run: () => useNavigation.getState().setHelpDialog("licenses"),
    },
  ];
}
