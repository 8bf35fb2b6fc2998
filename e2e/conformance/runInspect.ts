import { parseArgs } from "node:util";
import { detectManifest } from "../../electron/engine/oci/detectManifest.ts";
import { formatImagetoolsInspect } from "../../electron/engine/inspect/imagetoolsInspect.ts";
import { formatLocation, parseLocation } from "../../electron/engine/oci/location.ts";
import { toTagOrDigest } from "../../electron/engine/stores/openStores.ts";
import { type CommandIo, openContext, spellBooleans } from "./commandLine.ts";

/** Runs `imagetools inspect` with buildx's arguments, without templates. */
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
  if (values.format !== undefined && values.raw) {
    throw new Error("format and raw cannot be used together");
  }
  if (values.format !== undefined && values.format !== "{{.Manifest}}") {
    throw new Error("templates are not supported; leave --format out or use --raw");
  }
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new Error("inspect requires exactly 1 argument");
  }
  const { stores } = openContext(io.env);
  try {
    const location = parseLocation(name);
    const content = await stores.open(location).fetchManifest(toTagOrDigest(location), io.signal);
    if (values.raw) {
      detectManifest(content, `manifest ${name}`);
      io.write(content.bytes);
    } else {
      io.write(formatImagetoolsInspect(formatLocation(location), content));
    }
  } finally {
    await stores.close();
  }
}
