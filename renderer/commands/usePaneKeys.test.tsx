import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { usePaneKeys } from "./usePaneKeys.ts";

function Panes() {
  usePaneKeys();
  return (
    <>
      <header data-pane>
        <button type="button">tab</button>
        <div role="tablist">
          <div role="tab" aria-selected={false} tabIndex={-1}>
            other tab
          </div>
        </div>
      </header>
      <section aria-label="View" data-panes>
        <section aria-label="First">
          <button type="button" disabled>
            disabled
          </button>
          <button type="button">one</button>
          <section aria-label="Nested">
            <button type="button">two</button>
          </section>
        </section>
        <section aria-label="Without controls">text</section>
        <section aria-label="Second">
          <input aria-label="field" />
        </section>
      </section>
      <div inert>
        <section aria-label="Hidden view">
          <button type="button">hidden</button>
        </section>
      </div>
    </>
  );
}

it("moves between the panes that can have the focus, to where it was", async () => {
  render(<Panes />);
  const focused = async (keys: string): Promise<string | null | undefined> => {
    await userEvent.keyboard(keys);
    const element = document.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent;
  };
  expect(await focused("{F6}")).toBe("tab");
  expect(await focused("{F6}")).toBe("one");
  screen.getByText("two").focus();
  expect(await focused("{F6}")).toBe("field");
  screen.getByText("other tab").focus();
  expect(await focused("{Shift>}{F6}{/Shift}")).toBe("field");
  expect(await focused("{F6}")).toBe("tab");
  expect(await focused("{Shift>}{F6}{/Shift}")).toBe("field");
  expect(await focused("{Shift>}{F6}{/Shift}")).toBe("two");
});
