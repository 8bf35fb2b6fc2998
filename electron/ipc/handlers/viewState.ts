import { type ViewState, viewStateSchema } from "../../../shared/viewState.ts";
import { JsonFile, schemaFormat } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/**
 * Handler of what the window remembers of its panes; the page contains it. An invalid file is not reported: the defaults are
 * as good.
 */
export async function handleViewState(file: string): Promise<JsonFile<ViewState>> {
  const stored = await JsonFile.open(file, schemaFormat("The view state", viewStateSchema, {}));
  handle("viewState:write", (changed) => stored.update(() => changed));
  return stored;
}
