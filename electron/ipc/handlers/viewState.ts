import { viewStateSchema } from "../../../shared/viewState.ts";
import { JsonFile, schemaFormat } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/** Handlers of what the window remembers of its panes. An invalid file is not reported: the defaults are as good. */
export async function handleViewState(file: string): Promise<void> {
  const stored = await JsonFile.open(file, schemaFormat("The view state", viewStateSchema, {}));
  handle("viewState:read", () => stored.value);
  handle("viewState:write", (changed) => stored.update(() => changed));
}
