import process from "node:process";
import { runImagetools } from "./runImagetools.ts";

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
process.once("SIGTERM", () => interrupted.abort());

process.exitCode = await runImagetools(process.argv.slice(2), {
  env: process.env,
  signal: interrupted.signal,
  write: (chunk) => process.stdout.write(chunk),
  writeError: (text) => process.stderr.write(text),
});
