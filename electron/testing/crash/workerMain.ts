import process from "node:process";
import { dieWriting, type WriteDeath } from "./killAtWrite.ts";
import { openEngine, type Place, pushDraft, resumePush } from "./pushDraft.ts";

/** What the process that is to be killed is told to do, as its one argument. */
export interface Order {
  readonly place: Place;
  /** The entry of the journal that it goes on with; without one it begins the push. */
  readonly resume?: string;
  readonly death?: WriteDeath;
}

const { place, resume, death } = JSON.parse(process.argv[2] ?? "") as Order;
const writes = await dieWriting(death);
const { engine } = openEngine(place);
const outcome =
  resume === undefined ? await pushDraft(engine, place) : await resumePush(engine, resume);
await engine.close();
process.stdout.write(JSON.stringify({ outcome, writes: writes() }));
