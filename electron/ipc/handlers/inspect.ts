import path from "node:path";
import { saveStreamAs } from "../../app/fileDialogs.ts";
import type { Engine } from "../../engine/engine.ts";
import { handleJob } from "../handleJob.ts";
import { reportEntries, reportHealth, reportInspection } from "../inspectProgress.ts";

/** Handlers of Inspect: read content, its entries and what refers to it, check it, save its bytes. */
export function handleInspect(engine: Engine): void {
  handleJob("inspect:open", ({ text, blob }, signal, reporter) =>
    engine.inspect(text, signal, {
      ...(blob === undefined ? {} : { blob }),
      progress: reportInspection(reporter),
      sendPart: (part) => reporter.sendPart(part, signal),
    }),
  );
  handleJob("inspect:entries", async ({ repository, entries }, signal, reporter) => {
    const { onRead, read } = reportEntries(reporter);
    await engine.contents.readEntries({ repository, entries, onRead }, signal);
    return read;
  });
  handleJob("inspect:referrers", ({ repository, digest }, signal) =>
    engine.contents.listReferrers(repository, digest, signal),
  );
  handleJob("inspect:health", ({ repository, digest }, signal, reporter) =>
    engine.contents.checkHealth({ repository, digest }, reportHealth(reporter), signal),
  );
  handleJob("inspect:part", async ({ text, blob, offset }, signal) => {
    const part = await engine.contents.readPart(text, { blob, offset }, signal);
    return Buffer.from(part).toString("base64");
  });
  handleJob("inspect:save", ({ text, blob }, signal) =>
    saveStreamAs(
      { kind: "exports", title: "Save Bytes", defaultPath: fileNameOf(text, blob?.mediaType) },
      () => engine.contents.openBytes(text, blob, signal),
    ),
  );
}

const extensions: readonly (readonly [RegExp, string])[] = [
  [/json\b/, ".json"],
  [/tar[+.]gzip\b/, ".tar.gz"],
  [/tar\+zstd\b/, ".tar.zst"],
  [/tar\b/, ".tar"],
];

/** A name for the saved bytes: the end of their reference, with the extension of their type. */
function fileNameOf(text: string, mediaType = "json"): string {
  const name = path
    .basename(text.replaceAll("\\", "/"))
    .replaceAll(/[^\w.-]+/g, "-")
    .slice(-80);
  const extension = extensions.find(([type]) => type.test(mediaType))?.[1] ?? "";
  return name.endsWith(extension) ? name : `${name}${extension}`;
}
