/** What rolldown tells of a module. */
interface ModuleGraph {
  getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/**
 * Returns a group of chunks with all that the window imports at its start: each file is a request to the main process,
 * and chunks shared with lazy parts would be dozens.
 * @param entry the path of the window's first module
 */
export function startChunk(entry: string): {
  readonly debugName: string;
  readonly name: (id: string, graph: ModuleGraph) => string | undefined;
} {
  let modules: ReadonlySet<string> | undefined;
  return {
    debugName: "start",
    name: (id, graph) => {
      modules ??= importedFrom(entry, graph);
      return modules.has(id) ? "start" : undefined;
    },
  };
}

/** The modules that a module imports, directly or not, other than by `import()`. */
function importedFrom(entry: string, graph: ModuleGraph): ReadonlySet<string> {
  const found = new Set([entry]);
  // A set is iterated with what is added meanwhile.
  for (const id of found) {
    graph.getModuleInfo(id)?.importedIds.forEach((imported) => found.add(imported));
  }
  return found;
}
