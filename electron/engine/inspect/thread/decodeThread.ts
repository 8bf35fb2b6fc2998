import { type DocumentTask, runDocumentTask } from "../evidence/documentTask.ts";
import { serveTask } from "./serveTask.ts";

// A program of its own (build/electron.vite.config.ts): decodes one content, and ends.
void serveTask((task, content) => runDocumentTask(task as DocumentTask, content));
