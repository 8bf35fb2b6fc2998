import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { App } from "./App.tsx";
import { CompareView } from "./features/compare/CompareView.tsx";
import { openCompare } from "./features/compare/openCompare.ts";
import { IndexDetails, PairDetails } from "./features/compare/PairDetails.tsx";
import { PlatformSkewView } from "./features/compare/PlatformSkewView.tsx";
import { useCompose } from "./features/compose/composeStore.ts";
import { useInspect } from "./features/inspect/inspectStore.ts";
import { usePush } from "./features/push/pushStore.ts";
import { useNavigation, type View } from "./navigation.ts";
import { ok, previewOf } from "./testing/fakeApi.ts";
import {
  digestOf,
  makeContent,
  makeFailure,
  makeInspection,
  makeMove,
  makePart,
  makePlan,
  makePreview,
  makeRegistry,
  makeResolved,
  makeRow,
  makeSide,
} from "./testing/fixtures.ts";
import { makeEntry, makeJournalTag } from "./testing/journalFixtures.ts";
import { installApi } from "./testing/setUp.ts";

/** Text with a right-to-left override, which would reverse the text after it. */
const evil = "\u202Ex";
const shown = "[U+202E]x";

/** Returns text, tooltips and accessible names that contain an unescaped override. */
function rawTexts(): readonly string[] {
  const elements = [...document.body.querySelectorAll("*")];
  return elements.flatMap((element) => {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const texts = [
      ...own.map((node) => node.textContent),
      element.getAttribute("title"),
      element.getAttribute("data-tip"),
      element.getAttribute("aria-label"),
    ];
    return texts.flatMap((text) => (text?.includes("\u202E") === true ? [text] : []));
  });
}

const failure = makeFailure({ message: `m${evil}`, hint: `h${evil}`, detail: `d${evil}` });
const moved = makeMove({ name: `ghcr.io/acme/${evil}:1` });

function showView(view: View): void {
  useNavigation.getState().show(view);
}

it("escapes untrusted text in Compose", async () => {
  const choices = [{ text: `c${evil}`, title: `t${evil}` }];
  installApi({
    "target:check": () => ({ ok: false, error: { ...failure, code: "input_invalid", choices } }),
    "draft:preview": ({ draft }) =>
      ok(
        makePreview([], {
          sources: previewOf(draft, (text) =>
            text.startsWith("bad")
              ? { kind: "failed", error: { ...failure, choices } }
              : { kind: "resolved", source: makeResolved({ name: text, mediaType: `a/${evil}` }) },
          ).sources,
          result: {
            kind: "partial",
            missing: [],
            content: makeContent([makeRow(`linux/${evil}`, "91")], { mediaType: `a/${evil}` }),
          },
          findings: [
            {
              code: "annotation_matches_nothing",
              severity: "warning",
              message: `f${evil}`,
              subject: { kind: "draft" },
              fixes: [
                {
                  kind: "annotationPlatform",
                  id: draft.annotations[0]?.id ?? "",
                  platform: `p${evil}`,
                },
              ],
            },
          ],
          command: `docker ${evil}`,
        }),
      ),
  });
  render(<App />);
  const { addSources, addTargets, setEntryKept } = useCompose.getState();
  addSources([`bad${evil}`, `a${evil}:1`]);
  addTargets([`y${evil}`]);
  await waitFor(() => expect(screen.getAllByText(`Use t${shown}`)).toHaveLength(2));
  await screen.findByRole("button", { name: `Use p${shown}` });
  setEntryKept(digestOf("91"), false, `linux/${evil}`);
  useCompose.setState({ undoOffer: { label: `Removed ${evil}`, revert: (draft) => draft } });
  await screen.findByText(`Removed ${shown}`);
  expect(rawTexts()).toEqual([]);
});

it("escapes untrusted text in Inspect, History and Registries", async () => {
  installApi({
    "inspect:open": () =>
      ok(
        makeInspection({
          name: `ghcr.io/acme/${evil}:1`,
          repository: `ghcr.io/acme/${evil}`,
          mediaType: `a/${evil}`,
          content: {
            kind: "index",
            clients: [],
            annotations: { [evil]: evil },
            rows: [makeRow(`linux/${evil}`, "91")],
          },
        }),
      ),
    "journal:list": () =>
      ok({
        entries: [
          makeEntry({
            state: { kind: "failed", endedAt: "2026-01-31T12:00:09Z", failure },
            repositories: [`ghcr.io/other/${evil}`],
            tags: [makeJournalTag({ move: moved })],
          }),
        ],
        unreadable: [`file${evil}.json`],
        unlisted: 0,
      }),
    "registry:list": () =>
      ok({
        registries: [
          makeRegistry({
            host: `h${evil}`,
            accounts: [{ account: evil, source: evil, isSaved: true, repository: evil }],
            accesses: [{ account: evil, source: evil, scopes: [`repository:${evil}:pull`] }],
            folder: `/etc/${evil}`,
            warnings: [evil],
            insecure: [{ kind: "plain http", from: "settings", server: `s${evil}` }],
          }),
        ],
        problems: [failure],
        canSaveLogins: true,
      }),
  });
  render(<App />);
  showView("registries");
  await screen.findAllByText(`d${shown}`);
  expect(rawTexts()).toEqual([]);
  useInspect.getState().open("a:1");
  showView("inspect");
  await screen.findAllByRole("row", { name: `linux/${shown}` });
  expect(rawTexts()).toEqual([]);
  showView("history");
  await screen.findByText(/other.*\(no tag\)/);
  expect(rawTexts()).toEqual([]);
});

it("escapes untrusted text in Compare", async () => {
  const row = makeRow(`linux/${evil}`, "91");
  const value = { name: `n${evil}`, before: `b${evil}`, after: `a${evil}` };
  const layer = { descriptor: row.descriptor, createdBy: `RUN ${evil}` };
  installApi({
    "compare:open": ({ after }) =>
      ok({
        id: "c1",
        before: { kind: "read", content: makeSide({ name: `x/${evil}:1`, problem: evil }) },
        after: after && { kind: "failed", failure },
        isIdentical: false,
        changes: { values: [{ section: "label", kind: "changed", ...value }], hidden: 0 },
        pairs: [{ id: "0", kind: "changed", before: row, after: row, notes: [`n${evil}`] }],
        document: { name: "index" },
      }),
    "compare:images": () =>
      ok({
        changes: { values: [{ section: "env", kind: "changed", ...value }], hidden: 0 },
        layers: [{ kind: "shared", before: layer, after: layer }],
        documents: [],
        failures: [{ side: "after", part: "config", failure }],
      }),
    "compare:packages": () => {
      const source = { kind: "read", formats: [evil], packages: 1, isForeign: true } as const;
      return ok({
        before: source,
        after: source,
        packages: [{ kind: "upgraded", name: evil, type: evil, before: [evil], after: [evil] }],
        hidden: 0,
      });
    },
    "compare:platforms": () =>
      ok({
        platforms: [
          { label: evil, digest: "a", failure },
          { label: evil, digest: "b", hasNone: true },
        ],
        facts: [
          {
            section: "label",
            name: evil,
            kind: "skewed",
            values: [
              { value: evil, platforms: [0] },
              { value: undefined, platforms: [1] },
            ],
          },
        ],
        hidden: 0,
      }),
  });
  render(<CompareView />);
  const side = { kind: "reference", text: "a:1" } as const;
  openCompare(side, side);
  await screen.findByText(`d${shown}`);
  expect(rawTexts()).toEqual([]);
  cleanup();
  render(
    <>
      <IndexDetails
        comparison={{
          id: "c1",
          before: { kind: "read", content: makeSide() },
          after: undefined,
          isIdentical: false,
          changes: { values: [{ section: "label", kind: "changed", ...value }], hidden: 0 },
          pairs: [],
        }}
      />
      <PairDetails
        pair={{ id: "0", kind: "changed", before: row, after: row, notes: [`n${evil}`] }}
      />
      <PlatformSkewView />
    </>,
  );
  await screen.findByText(`linux/${shown}`);
  await screen.findAllByRole("row", { name: new RegExp(`^Labels: \\[U`) });
  expect(rawTexts()).toEqual([]);
  for (const name of ["Layers", "Packages"]) {
    await userEvent.click(screen.getByRole("tab", { name }));
    await screen.findByRole("grid", { name });
    expect(rawTexts()).toEqual([]);
  }
});

it("escapes untrusted text in the review of a push", async () => {
  const part = makePart({ repository: `ghcr.io/acme/${evil}`, tags: [{ ...moved, tag: evil }] });
  installApi({ "plan:make": () => ok(makePlan({ repositories: [part] })) });
  render(<App />);
  usePush.getState().makePlan({ kind: "resume", journalId: "1" });
  await screen.findByRole("button", { name: /Move tag \[U\+202E\]x/ });
  expect(rawTexts()).toEqual([]);
});
