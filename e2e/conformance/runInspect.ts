import { parseArgs } from "node:util";
import { detectManifest } from "../../electron/engine/oci/detectManifest.ts";
import { formatImagetoolsInspect } from "../../electron/engine/inspect/imagetoolsInspect.ts";
import { formatLocation, parseLocation } from "../../electron/engine/oci/location.ts";
import { toTagOrDigest } from "../../electron/engine/stores/openStores.ts";
import { readInspectInput } from "./inspectInput.ts";
import { areBlank, formatPipeline, type Template } from "./template/nodes.ts";
import { parseTemplate } from "./template/parseTemplate.ts";
import { runTemplate } from "./template/runTemplate.ts";
import { type CommandIo, openContext, spellBooleans } from "./commandLine.ts";

/** Runs `imagetools inspect` with buildx's arguments. */
export async function runInspect(args: readonly string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseArgs({
    args: spellBooleans(args, ["raw", "debug"]),
    allowPositionals: true,
    allowNegative: true,
    options: {
      raw: { type: "boolean", default: false },
      format: { type: "string" },
      builder: { type: "string" },
      debug: { type: "boolean", short: "D" },
    },
  });
  const { format = "" } = values;
  if (format !== "" && values.raw) {
    throw new Error("format and raw cannot be used together");
  }
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new Error("inspect requires exactly 1 argument");
  }
  const template = format === "" ? undefined : parseTemplate(format);
  const { stores, host } = openContext(io.env);
  try {
    const location = parseLocation(name);
    const store = stores.open(location);
    const content = await store.fetchManifest(toTagOrDigest(location), io.signal);
    if (values.raw) {
      detectManifest(content, `manifest ${name}`);
      io.write(content.bytes);
      return;
    }
    // buildx reads all manifests and configs for any template, and fails without them.
    const input =
      template && (await readInspectInput({ name, content, store, host, signal: io.signal }));
    if (template && input && !isWholeManifest(template)) {
      io.write(runTemplate(template, input));
    } else {
      io.write(formatImagetoolsInspect(formatLocation(location), content));
    }
  } finally {
    await stores.close();
  }
}

/** Whether a template prints the manifest alone, which buildx formats like `inspect` without a template. */
function isWholeManifest({ root }: Template): boolean {
  const [node, ...more] = root.filter((other) => !areBlank([other]));
  return (
    node?.kind === "action" && more.length === 0 && formatPipeline(node.pipeline) === ".Manifest"
  );
}
