import type { Plan } from "../../../shared/plan.ts";

const archives = ["oci-archive:", "docker-archive:"];

/**
 * The command line of buildx that comes nearest to what a plan did.
 * @returns null where buildx cannot do it: it reaches no archive, and puts back nothing
 */
export function buildxCommand({ kind, command }: Plan): string | null {
  const isReachable = !archives.some((transport) => command.includes(transport));
  return kind !== "restore" && command !== "" && isReachable ? command : null;
}
