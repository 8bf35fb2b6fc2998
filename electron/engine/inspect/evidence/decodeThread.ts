import { parentPort, workerData } from "node:worker_threads";
import { decodeDocument, type EvidenceDocument } from "./decodeEvidence.ts";

// A program of its own (build/electron.vite.config.ts): decodes one document, and ends.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- It is the port of a thread, not a window.
parentPort?.postMessage(decodeDocument(workerData as EvidenceDocument));
