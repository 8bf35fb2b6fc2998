import { parseArgs } from "node:util";

/** What electron-builder asks fpm for. */
export interface FpmRequest {
  readonly target: "deb" | "rpm";
  readonly name: string;
  readonly version: string;
  /** Debian's name of the architecture, such as `amd64`, for rpm packages too. */
  readonly architecture: string;
  readonly maintainer: string;
  readonly vendor: string;
  readonly url: string;
  readonly license: string;
  readonly summary: string;
  readonly description: string;
  readonly depends: readonly string[];
  readonly recommends: readonly string[];
  readonly compression: string;
  /** Shell scripts to run after the package is installed and removed. */
  readonly afterInstall: string;
  readonly afterRemove: string;
  /** The package to write. */
  readonly output: string;
  /** Files and folders to install: `from` on this system, `to` on that of the user. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** Reads the command line of fpm as electron-builder writes it (app-builder-lib/out/targets/FpmTarget.js). */
export function parseFpmArguments(args: readonly string[]): FpmRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      source: { type: "string", short: "s" },
      target: { type: "string", short: "t" },
      force: { type: "boolean" },
      depends: { type: "string", short: "d", multiple: true },
      "deb-recommends": { type: "string", multiple: true },
      "deb-compression": { type: "string" },
      "deb-priority": { type: "string" },
      "rpm-os": { type: "string" },
      "rpm-compression": { type: "string" },
      "rpm-summary": { type: "string" },
      architecture: { type: "string" },
      "after-install": { type: "string" },
      "after-remove": { type: "string" },
      description: { type: "string" },
      version: { type: "string" },
      package: { type: "string" },
      name: { type: "string" },
      maintainer: { type: "string" },
      vendor: { type: "string" },
      url: { type: "string" },
      license: { type: "string" },
    },
  });
  const { target } = values;
  if (target !== "deb" && target !== "rpm") {
    throw new Error(`Only deb and rpm packages are written here, not ${target ?? "none"}.`);
  }
  const required = (name: keyof typeof values): string => {
    const value = values[name];
    if (typeof value !== "string") {
      throw new Error(`The option --${name} is missing.`);
    }
    return value;
  };
  // A deb's description has its summary in the first line.
  const [first = "", ...rest] = required("description").split("\n");
  return {
    target,
    name: required("name"),
    version: required("version"),
    architecture: required("architecture"),
    maintainer: required("maintainer"),
    vendor: required("vendor"),
    url: required("url"),
    license: required("license"),
    summary: values["rpm-summary"] ?? first,
    description: rest.length > 0 ? rest.join("\n").trim() : first,
    depends: values.depends ?? [],
    recommends: values["deb-recommends"] ?? [],
    compression: required(target === "deb" ? "deb-compression" : "rpm-compression"),
    afterInstall: required("after-install"),
    afterRemove: required("after-remove"),
    output: required("package"),
    files: positionals.map(parseFile),
  };
}

function parseFile(text: string): FpmRequest["files"][number] {
  const end = text.lastIndexOf("=");
  if (end < 1) {
    throw new Error(`${text} is not of the form from=to.`);
  }
  return { from: text.slice(0, end), to: text.slice(end + 1) };
}
