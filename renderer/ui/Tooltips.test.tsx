import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { IconButton } from "./Button.tsx";
import { Tooltips } from "./Tooltips.tsx";

afterEach(cleanup);

const onEscape = vi.fn();

/** A button with a tooltip, one whose tooltip tells what a click did, and the tooltip of the window. */
function Fixture({ hasFirst = true }: { readonly hasFirst?: boolean }) {
  const [isCopied, setCopied] = useState(false);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onKeyDown={({ key }) => key === "Escape" && onEscape()}>
      {hasFirst && (
        <IconButton label="Remove app:1.4" tip="Remove (Delete)" onPress={() => {}}>
          x
        </IconButton>
      )}
      <button
        type="button"
        data-tip="sha256:91"
        data-tip-note={isCopied ? "Copied" : "Click to copy"}
        onClick={() => setCopied(true)}
      >
        91
      </button>
      <p>text</p>
      <Tooltips />
    </div>
  );
}

const tooltip = (): HTMLElement | null => screen.queryByRole("tooltip", { hidden: true });

describe("Tooltips", () => {
  it("show what the pointer rests on, and go with it", async () => {
    render(<Fixture />);
    await userEvent.hover(screen.getByRole("button", { name: "Remove app:1.4" }));
    expect(tooltip()).toBeNull();
    expect((await screen.findByRole("tooltip", { hidden: true })).textContent).toBe(
      "Remove (Delete)",
    );
    await userEvent.hover(screen.getByRole("button", { name: "91" }));
    await waitFor(() => expect(tooltip()?.textContent).toBe("sha256:91Click to copy"));
    await userEvent.hover(screen.getByText("sha256:91"));
    await userEvent.hover(screen.getByText("text"));
    await waitFor(() => expect(tooltip()).toBeNull());
  });

  it("are not shown for what appears below a pointer that rests", () => {
    render(<Fixture />);
    const rests = { clientX: 5, clientY: 5 };
    vi.useFakeTimers();
    try {
      const button = screen.getByRole("button", { name: "91" });
      fireEvent.pointerMove(document.body, rests);
      fireEvent.pointerOver(button, rests);
      act(() => {
        vi.runAllTimers();
      });
      expect(tooltip()).toBeNull();
      fireEvent.pointerOver(button, { clientX: 6, clientY: 5 });
      act(() => {
        vi.runAllTimers();
      });
      expect(tooltip()?.textContent).toBe("sha256:91Click to copy");
    } finally {
      vi.useRealTimers();
    }
  });

  it("describe what a key focuses, and Escape hides only them", async () => {
    render(<Fixture />);
    await userEvent.tab();
    const remove = screen.getByRole("button", { description: "Remove (Delete)" });
    expect(document.activeElement).toBe(remove);
    await userEvent.keyboard("{Escape}");
    expect(tooltip()).toBeNull();
    expect(remove.hasAttribute("aria-describedby")).toBe(false);
    expect(onEscape).not.toHaveBeenCalled();
    await userEvent.keyboard("{Escape}");
    expect(onEscape).toHaveBeenCalledTimes(1);
  });

  it("are hidden by a press, unless they tell what it did", async () => {
    render(<Fixture />);
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    expect(tooltip()).toBeNull();
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(tooltip()?.textContent).toBe("sha256:91Copied"));
  });

  it("disappear with their element", async () => {
    const { rerender } = render(<Fixture />);
    await userEvent.tab();
    expect(tooltip()).not.toBeNull();
    rerender(<Fixture hasFirst={false} />);
    await waitFor(() => expect(tooltip()).toBeNull());
  });
});
