import { beforeEach } from "vitest";
import type { Draft } from "../../shared/draft.ts";
import type { Script, ScriptTool, WrittenScript } from "../../shared/script.ts";
import { perTest } from "./perTest.ts";
import { placeStubTools, type ScriptRun, type StubState } from "./stubTools.ts";
import { contentOf, signal, startWorkbench } from "./workbench.ts";

/** Starts a workbench for each test of a file, whose drafts become scripts that run with stubs of the tools. */
export function scriptBench() {
  const bench = perTest(startWorkbench);
  let tools: Awaited<ReturnType<typeof placeStubTools>>;
  beforeEach(async () => {
    tools = await placeStubTools(bench.folder);
  });

  async function scriptsOf(draft: Draft): Promise<readonly Script[]> {
    return bench.engine.composer.scripts((await bench.engine.composer.preview(draft, signal)).id);
  }

  async function answerFor(tool: ScriptTool, draft: Draft): Promise<Script | undefined> {
    const scripts = await scriptsOf(draft);
    return scripts.find((each) => each.tool === tool);
  }

  return {
    bench,
    scriptsOf,
    answerFor,
    /** Runs a script. */
    run: async ({ text }: WrittenScript, world?: StubState): Promise<ScriptRun> =>
      await tools.run(text, world),
    /** @throws Error if the tool cannot do what the draft says */
    scriptFor: async (tool: ScriptTool, draft: Draft): Promise<WrittenScript> => {
      const script = await answerFor(tool, draft);
      if (script?.kind !== "written") {
        throw new Error(`no script for ${tool}`);
      }
      return script;
    },
    /** The content that a draft results in. */
    seen: async (draft: Draft): Promise<{ readonly digest: string; readonly text: string }> =>
      contentOf(await bench.engine.composer.preview(draft, signal)),
    /** The full name of a reference in the registry. */
    at: (name: string): string => `${bench.registry.host}/${name}`,
  };
}
