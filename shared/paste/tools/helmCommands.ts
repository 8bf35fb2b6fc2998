import { type CommandSpec, ignored } from "./commandSpec.ts";

/** A chart in a registry; other charts are in folders, or in repositories that are no registries. */
const inRegistry = /^oci:\/\/|^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost)(?::\d+)?\//i;

/** Helm writes `+` as `_` in a tag. Source: Helm, "Use OCI-based registries". */
function withVersion(chart: string, version: string | undefined): string {
  const hasTag = /[:@][^/]*$/.test(chart.replace(/^oci:\/\//, ""));
  return version === undefined || hasTag ? chart : `${chart}:${version.replaceAll("+", "_")}`;
}

function chartCommand(words: CommandSpec["words"]): CommandSpec {
  return {
    kind: "name",
    words: [["helm"], ...words],
    values: {
      "--version": "version",
      ...ignored("--destination", "-d", "--untardir", "--username", "--password", "--ca-file"),
      ...ignored("--cert-file", "--key-file", "--keyring", "--repo", "--values", "-f", "--set"),
      ...ignored("--set-string", "--set-file", "--set-json", "--namespace", "-n", "--timeout"),
      ...ignored("--kube-context", "--kubeconfig", "--registry-config", "--repository-cache"),
      ...ignored("--repository-config", "--description", "--post-renderer", "--output", "-o"),
    },
    switches: ignored(
      "--untar",
      "--prov",
      "--verify",
      "--devel",
      "--plain-http",
      "--insecure-skip-tls-verify",
      "--pass-credentials",
      "--debug",
      "--install",
      "-i",
      "--wait",
      "--atomic",
      "--create-namespace",
      "--dry-run",
      "--generate-name",
      "-g",
    ),
    read: ({ positionals, values }) => {
      const charts = positionals.filter((word) => inRegistry.test(word));
      return {
        sources: charts.map((chart) => withVersion(chart, values("version").at(-1))),
        notes:
          charts.length === 0 ? ["Only charts in a registry are read: oci://HOST/REPOSITORY."] : [],
      };
    },
  };
}

/** Commands of Helm that read a chart. */
export const helmCommands: readonly CommandSpec[] = [
  chartCommand([["pull", "fetch", "install", "upgrade", "template"]]),
  chartCommand([
    ["show", "inspect"],
    ["all", "chart", "crds", "readme", "values"],
  ]),
];
