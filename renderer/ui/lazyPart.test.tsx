import { render, screen } from "@testing-library/react";
import { ErrorBoundary } from "react-error-boundary";
import { expect, it, vi } from "vitest";
import { lazyPart } from "./lazyPart.tsx";

function Greeting({ name }: { readonly name: string }) {
  return <p>Hello {name}</p>;
}

it("reads the part when it is first rendered, and once", async () => {
  const load = vi.fn(async () => Greeting);
  const Part = lazyPart(load);
  expect(load).not.toHaveBeenCalled();
  render(<Part name="Ada" />);
  await screen.findByText("Hello Ada");
  render(<Part name="Grace" />);
  screen.getByText("Hello Grace");
  expect(load).toHaveBeenCalledTimes(1);
});

it("shows a part that was read before at once", async () => {
  const Part = lazyPart(async () => Greeting);
  await Part.preload();
  render(<Part name="Ada" />);
  expect(screen.queryByText("Hello Ada")).not.toBeNull();
});

it("gives an error to the boundary, and reads again when that is reset", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const load = vi.fn(async () => Greeting).mockRejectedValueOnce(new Error("gone"));
  const Part = lazyPart(load);
  const shown = render(
    <ErrorBoundary key="1" fallback={<p>Failed</p>}>
      <Part name="Ada" />
    </ErrorBoundary>,
  );
  await screen.findByText("Failed");
  shown.rerender(
    <ErrorBoundary key="2" fallback={<p>Failed</p>}>
      <Part name="Ada" />
    </ErrorBoundary>,
  );
  await screen.findByText("Hello Ada");
  expect(load).toHaveBeenCalledTimes(2);
});
