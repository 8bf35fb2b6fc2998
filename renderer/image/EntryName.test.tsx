import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { EntryName } from "./EntryName.tsx";

it.each([
  ["linux/arm/v7", "linux|/arm|/v7"],
  ["windows(10.0.20348.2340)/amd64", "windows|(10|.0|.20348|.2340)|/amd64"],
  ["vnd.acme.chart.provenance.v1+json", "vnd|.acme|.chart|.provenance|.v1|+json"],
  ["by https://acme.example/app", "by https:|//acme|.example|/app"],
  ["image without platform", "image without platform"],
])("%s wraps between its parts", (label, parts) => {
  const { container } = render(<EntryName label={label} />);
  expect(container.textContent).toBe(label);
  expect(container.innerHTML.replaceAll("<wbr>", "|")).toBe(parts);
});
