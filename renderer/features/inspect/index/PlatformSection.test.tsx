import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeInspection } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { InspectView } from "../InspectView.tsx";
import { useInspect } from "../inspectStore.ts";

describe("PlatformSection", () => {
  it("tells what each platform has of its own and what it shares", async () => {
    const layersOf = [
      [
        { digest: digestOf("01"), size: 1000 },
        { digest: digestOf("02"), size: 3000 },
      ],
      [
        { digest: digestOf("01"), size: 1000 },
        { digest: digestOf("03"), size: 500 },
      ],
    ];
    installApi({
      "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
      "inspect:entries": ({ entries }) =>
        ok(
          Object.fromEntries(
            entries.map((_, at) => [
              at,
              { kind: "read" as const, layers: layersOf[at] ?? [], statements: [], problems: [] },
            ]),
          ),
        ),
    });
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    const name = "linux/amd64, 4.0 kB, shares 1 of 2 layers, 1.0 kB, with linux/arm64/v8";
    const row = await screen.findByRole("row", { name });
    const [shared, own] = row.querySelectorAll<HTMLElement>("[style*=width]");
    expect([shared?.style.width, own?.style.width]).toEqual(["25%", "75%"]);
    // A shared layer is counted once.
    expect(screen.getByText("own 3.5 kB")).toBeDefined();
    expect(screen.getByText("shared 1.0 kB")).toBeDefined();
  });

  it("shows what refers to a platform by kind, with counts", async () => {
    const referrer = (artifactType: string, byte: string) => ({
      descriptor: {
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        digest: digestOf(byte),
        size: 1,
        artifactType,
      },
    });
    installApi({
      "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
      "inspect:referrers": ({ digest }) =>
        ok({
          rows:
            digest === makeInspection().digest
              ? []
              : [
                  referrer("application/spdx+json", "31"),
                  referrer("application/vnd.cyclonedx+json", "32"),
                  referrer("application/vnd.cncf.notary.signature", "33"),
                ],
        }),
    });
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    const row = await screen.findByRole("row", { name: /^linux\/amd64, with SBOM ×2, signature$/ });
    const names = within(row)
      .getAllByRole("button")
      .map((button) => button.getAttribute("aria-label"));
    expect(names.slice(1)).toEqual(["Show SBOM ×2 of linux/amd64", "Inspect signature 3333…3333"]);
    const tree = screen.getByRole("tree", { name: "Contents" });
    const node = await within(tree).findByRole("treeitem", {
      name: /^linux\/amd64, with SBOM ×2, signature$/,
    });
    expect(node).toBeDefined();
  });

  it("names an attestation whose image is not listed, and says so", async () => {
    const content = makeInspection().content;
    const [row] = content.kind === "index" ? content.rows : [];
    if (row === undefined || content.kind !== "index") {
      throw new Error("the fixture has no row");
    }
    const rows = [{ ...row, kind: "attestation" as const, platform: "unknown/unknown" }];
    installApi({
      "inspect:open": ({ text }) =>
        ok(makeInspection({ name: text, content: { ...content, rows } })),
      "inspect:entries": () =>
        ok({
          0: {
            kind: "read" as const,
            layers: [],
            statements: [
              { descriptor: row.descriptor, predicateType: "https://spdx.dev/Document" },
            ],
            problems: [],
          },
        }),
    });
    render(<InspectView />);
    useInspect.getState().open("ghcr.io/acme/app:1.4");
    const name = "SBOM (SPDX), image not listed";
    expect(await screen.findByRole("row", { name })).toBeDefined();
  });
});
