import { type DocumentTask, runDocumentTask } from "../evidence/documentTask.ts";
import { type LayerTask, runLayerTask } from "../files/decodeLayer.ts";
import { serveTask } from "./serveTask.ts";

// A program of its own (build/electron.vite.config.ts): decodes one content, and ends.
void serveTask((given, content) => {
  const task = given as DocumentTask | LayerTask;
  return task.kind === "document" ? runDocumentTask(task, content) : runLayerTask(task, content);
});
