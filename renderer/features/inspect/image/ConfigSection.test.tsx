import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { digestOf, makeConfig } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { ConfigSection } from "./ConfigSection.tsx";

it("links the addresses in variables and commands", async () => {
  const fake = installApi();
  render(
    <ConfigSection
      repository="ghcr.io/acme/app"
      content={{
        kind: "image",
        config: { mediaType: "", digest: digestOf("cf"), size: 2 },
        configView: makeConfig({
          env: ["PATH=/bin", "HOME_PAGE=https://acme.example/a"],
          cmd: ["serve", "--url=https://acme.example/b"],
        }),
        layers: [],
        annotations: {},
      }}
    />,
  );
  for (const url of ["https://acme.example/a", "https://acme.example/b"]) {
    await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${url}`) }));
    expect(fake.inputsOf("link:open").at(-1)).toEqual({ url });
  }
  expect(screen.getByText("HOME_PAGE=")).toBeDefined();
});
