import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Outputs } from "../../../../shared/ipc/contract.ts";
import type { Result } from "../../../../shared/errors.ts";
import type { Script } from "../../../../shared/script.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { makeFailure, makePreview, makeSettings } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import { PreviewTabs } from "../PreviewTabs.tsx";
import { useCompose } from "../composeStore.ts";

const scripts: readonly Script[] = [
  {
    kind: "written",
    tool: "buildx",
    text: "docker buildx imagetools create",
    sameBytes: true,
    differences: [],
  },
  {
    kind: "written",
    tool: "crane",
    text: "crane index append",
    sameBytes: false,
    differences: ["crane writes no annotations."],
  },
];

async function open(): Promise<void> {
  render(<PreviewTabs />);
  useCompose.getState().addSources(["a:1"]);
  await waitFor(() => expect(useCompose.getState().previewStatus).toBe("fresh"));
  await userEvent.click(screen.getByRole("tab", { name: "Scripts" }));
}

describe("Scripts", () => {
  it("requests scripts only when their tab is opened", async () => {
    const fake = installApi({ "preview:scripts": () => ok(scripts) });
    render(<PreviewTabs />);
    useCompose.getState().addSources(["a:1"]);
    await waitFor(() => expect(useCompose.getState().previewStatus).toBe("fresh"));
    expect(fake.inputsOf("preview:scripts")).toHaveLength(0);
    await userEvent.click(screen.getByRole("tab", { name: "Scripts" }));
    expect(await screen.findByText("docker buildx imagetools create")).toBeDefined();
    expect(fake.inputsOf("preview:scripts")[0]?.previewId).toBe("preview-1");
  });

  it("shows the script of the chosen tool and its differences", async () => {
    installApi({ "preview:scripts": () => ok(scripts) });
    await open();
    expect(await screen.findByText("Produces the same bytes and digest.")).toBeDefined();
    screen.getByRole("radio", { name: "buildx" }).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByText("crane index append")).toBeDefined();
    expect(screen.getByText("Does not produce the same bytes.")).toBeDefined();
    expect(screen.getByRole("list", { name: "Differences of crane" }).textContent).toBe(
      "crane writes no annotations.",
    );
    await userEvent.click(screen.getByRole("tab", { name: "JSON" }));
    await userEvent.click(screen.getByRole("tab", { name: "Scripts" }));
    expect(await screen.findByText("crane index append")).toBeDefined();
  });

  it("says that a source is missing, not that a tool cannot do it", async () => {
    installApi({
      "draft:preview": ({ draft }) => {
        const missing = draft.sources.map(({ id }) => id);
        const result = { kind: "partial" as const, missing, content: undefined };
        return ok(makePreview([], { command: "", result }));
      },
    });
    await open();
    expect(
      await screen.findByText("Scripts need all sources; 1 source could not be read yet."),
    ).toBeDefined();
  });

  it("explains what a tool cannot do and offers nothing to copy", async () => {
    const reason = "buildx cannot reach oci-archive:///a.tar.";
    installApi({ "preview:scripts": () => ok([{ kind: "impossible", tool: "buildx", reason }]) });
    await open();
    expect(await screen.findByText(reason)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Copy script" })).toBeNull();
  });

  it("copies the exact text", async () => {
    installApi({ "preview:scripts": () => ok(scripts) });
    await open();
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: "Copy script" }));
    expect(await navigator.clipboard.readText()).toBe("docker buildx imagetools create");
  });

  it("cancels outdated requests and disables copying until new scripts arrive", async () => {
    const late = defer<Result<Outputs["preview:scripts"]>>();
    let asked = 0;
    const fake = installApi({
      "preview:scripts": () => {
        asked += 1;
        return asked === 2 ? late.promise : ok(scripts);
      },
    });
    await open();
    await screen.findByRole("button", { name: "Copy script" });
    useCompose.getState().setPreferIndex(false);
    await waitFor(() => expect(fake.inputsOf("preview:scripts")).toHaveLength(2));
    expect(screen.getByText("Writing scripts…")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Copy script" })).toBeNull();
    expect(screen.getByText("docker buildx imagetools create")).toBeDefined();
    useCompose.getState().setPreferIndex(true);
    await waitFor(() => expect(fake.inputsOf("preview:scripts")).toHaveLength(3));
    expect(fake.inputsOf("job:cancel")).toContainEqual({
      jobId: fake.inputsOf("preview:scripts")[1]?.jobId,
    });
    expect(await screen.findByRole("button", { name: "Copy script" })).toBeDefined();
  });

  it("requests them again once a changed overwrite rule is saved", async () => {
    const saved = defer<Result<Outputs["settings:write"]>>();
    const fake = installApi({
      "preview:scripts": () => ok(scripts),
      "settings:write": () => saved.promise,
    });
    await open();
    await screen.findByRole("button", { name: "Copy script" });
    const neverOverwrite = { tags: ["v*"], registries: [] };
    const writing = useSettings.getState().setOverwriteRules(neverOverwrite);
    expect(fake.inputsOf("preview:scripts")).toHaveLength(1);
    saved.resolve(ok(makeSettings({ neverOverwrite })));
    await writing;
    await waitFor(() => expect(fake.inputsOf("preview:scripts")).toHaveLength(2));
  });

  it("shows a failure with a retry button", async () => {
    let works = false;
    installApi({
      "preview:scripts": () =>
        works ? ok(scripts) : { ok: false, error: makeFailure({ retryable: true }) },
    });
    await open();
    expect((await screen.findByRole("alert")).textContent).toContain("There is no");
    works = true;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("docker buildx imagetools create")).toBeDefined();
  });

  it("shows the buildx command without a target or result", async () => {
    const fake = installApi();
    await open();
    expect(await screen.findByText(/Add a target for complete scripts/)).toBeDefined();
    expect(screen.getByRole("button", { name: "Copy command" })).toBeDefined();
    expect(fake.inputsOf("preview:scripts")).toHaveLength(1);
    installApi({
      "draft:preview": () =>
        ok(makePreview([], { result: { kind: "failed", error: makeFailure(), rows: [] } })),
    });
    useCompose.getState().setPreferIndex(false);
    await waitFor(() => expect(useCompose.getState().preview?.result.kind).toBe("failed"));
    expect(screen.getByRole("button", { name: "Copy command" })).toBeDefined();
  });
});
