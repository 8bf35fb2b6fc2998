import process from "node:process";
import type { Deletion } from "../../../shared/deletion.ts";
import { deleteTags } from "./deleteTags.ts";
import { killAtWrite, type KillAtWrite } from "./killAtWrite.ts";
import { openEngine, type PushPlaces, pushDraft, resumePush } from "./pushDraft.ts";

/** The task of a worker process, as JSON in its only argument. */
export interface WorkerTask {
  readonly places: PushPlaces;
  /** The id of a journal entry to resume; omitted to begin a push. */
  readonly resume?: string;
  /** How to delete tags; omitted to push. */
  readonly deletion?: Deletion["by"];
  readonly kill?: KillAtWrite;
}

// Caches expire by time: on a slow machine, a push would make more requests.
const started = { date: Date.now(), performance: performance.now() };
Date.now = () => started.date;
performance.now = () => started.performance;

const { places, resume, deletion, kill } = JSON.parse(process.argv[2] ?? "") as WorkerTask;
const countWrites = await killAtWrite(kill);
const { engine } = openEngine(places);
const outcome =
  deletion !== undefined
    ? await deleteTags(engine, places, deletion)
    : resume === undefined
      ? await pushDraft(engine, places)
      : await resumePush(engine, resume);
await engine.close();
process.stdout.write(JSON.stringify({ outcome, writes: countWrites() }));
