import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Elapsed } from "./Elapsed.tsx";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("shows the elapsed seconds after a delay", () => {
  const { container } = render(<Elapsed />);
  act(() => void vi.advanceTimersByTime(4000));
  expect(container.textContent).toBe("");
  act(() => void vi.advanceTimersByTime(8000));
  expect(container.textContent).toBe("12 s");
});
