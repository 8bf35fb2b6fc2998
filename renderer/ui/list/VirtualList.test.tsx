import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ListItem } from "./listItem.ts";
import { VirtualList } from "./VirtualList.tsx";

/** Pixels of the list and of a row: there is no layout. */
const heights: Readonly<Record<string, number>> = { grid: 400, row: 40 };

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(
    new DOMRect(0, 0, 300, heights["grid"]),
  );
  for (const name of ["clientHeight", "offsetHeight"]) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      get(this: HTMLElement) {
        return heights[this.role ?? ""] ?? 0;
      },
    });
  }
});
afterEach(cleanup);

it("names rows by their content if that is asked for", () => {
  const list = (isNamedByContent: boolean) => (
    <VirtualList
      label="Things"
      items={makeItems(1)}
      estimatedHeight={40}
      textOf={idOf}
      isNamedByContent={isNamedByContent}
      {...spies}
    >
      {({ id }) => <span>{id}, 3 kB, 2026-07-03 10:01:02 UTC</span>}
    </VirtualList>
  );
  const { rerender } = render(list(false));
  expect(screen.getByRole("row", { name: "row-0" })).toBeDefined();
  rerender(list(true));
  expect(screen.getByRole("row", { name: "row-0, 3 kB, 2026-07-03 10:01:02 UTC" })).toBeDefined();
});

function makeItems(count: number): readonly ListItem[] {
  return Array.from({ length: count }, (_, at) => ({ id: `row-${at}` }));
}

const idOf = ({ id }: ListItem): string => id;

function renderItem({ id }: ListItem) {
  return (
    <>
      <span>{id}</span>
      <button type="button">open {id}</button>
      <input aria-label={`field of ${id}`} />
    </>
  );
}

const spies = { onAction: vi.fn(), onMenu: vi.fn(), onReorder: vi.fn() };

interface FixtureProps {
  readonly items: readonly ListItem[];
  readonly isSelectable: boolean;
}

function Fixture({ items, isSelectable }: FixtureProps) {
  const [selected, onChange] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <button type="button">before</button>
      <VirtualList
        label="Things"
        items={items}
        estimatedHeight={40}
        textOf={idOf}
        {...spies}
        {...(isSelectable ? { selection: { selected, onChange } } : {})}
      >
        {renderItem}
      </VirtualList>
      <button type="button">after</button>
    </>
  );
}

/** Renders a list of rows named `row-0`, `row-1` and so on, between two buttons, and focuses its first row by Tab. */
async function openList(
  count: number,
  isSelectable = true,
): Promise<(items: readonly ListItem[]) => void> {
  const { rerender } = render(<Fixture items={makeItems(count)} isSelectable={isSelectable} />);
  await userEvent.tab();
  await userEvent.tab();
  return (items) => rerender(<Fixture items={items} isSelectable={isSelectable} />);
}

function focused(): string | null {
  return (
    document.activeElement?.getAttribute("aria-label") ??
    document.activeElement?.textContent ??
    null
  );
}

function selectedRows(): (string | null)[] {
  return screen
    .getAllByRole("row")
    .flatMap((row) =>
      row.getAttribute("aria-selected") === "true" ? [row.getAttribute("aria-label")] : [],
    );
}

describe("VirtualList", () => {
  it("renders only what is visible, and tells the number and place of its rows", async () => {
    await openList(2000);
    const grid = screen.getByRole("grid", { name: "Things" });
    expect(grid.getAttribute("aria-rowcount")).toBe("2000");
    const rows = screen.getAllByRole("row");
    expect(rows.length).toBeGreaterThanOrEqual(10);
    expect(rows.length).toBeLessThan(30);
    expect(rows[1]?.getAttribute("aria-rowindex")).toBe("2");
    await userEvent.keyboard("{End}");
    expect(focused()).toBe("row-1999");
    expect(document.activeElement?.getAttribute("aria-rowindex")).toBe("2000");
  });

  it("starts at the end without rendering the first rows", () => {
    const rendered = new Set<string>();
    render(
      <VirtualList
        label="Things"
        items={makeItems(2000)}
        estimatedHeight={40}
        textOf={idOf}
        startsAtEnd
      >
        {({ id }) => {
          rendered.add(id);
          return id;
        }}
      </VirtualList>,
    );
    expect(rendered).toContain("row-1999");
    // The first row is the one that Tab leads to.
    expect(rendered).toContain("row-0");
    expect(rendered).not.toContain("row-1");
    expect(rendered.size).toBeLessThan(30);
  });

  it("moves by arrows, pages, Home and End, and stops at the ends", async () => {
    await openList(100);
    expect(focused()).toBe("row-0");
    await userEvent.keyboard("{ArrowUp}");
    expect(focused()).toBe("row-0");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(focused()).toBe("row-2");
    await userEvent.keyboard("{PageDown}");
    expect(focused()).toBe("row-11");
    await userEvent.keyboard("{PageUp}{PageUp}");
    expect(focused()).toBe("row-0");
    await userEvent.keyboard("{End}{ArrowDown}{PageDown}");
    expect(focused()).toBe("row-99");
    await userEvent.keyboard("{Home}");
    expect(focused()).toBe("row-0");
  });

  it("goes by Tab to the controls of the current row only, then on to what follows the list", async () => {
    await openList(50);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
    const stops = [];
    for (let press = 0; press < 3; press += 1) {
      await userEvent.tab();
      stops.push(focused());
    }
    expect(stops).toEqual(["open row-3", "field of row-3", "after"]);
    await userEvent.tab({ shift: true });
    expect(focused()).toBe("row-3");
    await userEvent.tab({ shift: true });
    expect(focused()).toBe("before");
    await userEvent.tab();
    expect(focused()).toBe("row-3");
  });

  it("leaves keys to a field in a row, and moves on from a button", async () => {
    await openList(5);
    await userEvent.click(screen.getByRole("textbox", { name: "field of row-1" }));
    await userEvent.keyboard("row-4{Home}{ArrowDown}");
    expect(focused()).toBe("field of row-1");
    expect(spies.onAction).not.toHaveBeenCalled();
    screen.getByRole("button", { name: "open row-1" }).focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(focused()).toBe("row-2");
  });

  it("finds rows by typing", async () => {
    await openList(200);
    await userEvent.keyboard("row-15");
    expect(focused()).toBe("row-15");
    await userEvent.keyboard("nothing");
    expect(focused()).toBe("row-15");
  });

  it("selects by clicks and keys, alone, as a range and one by one", async () => {
    await openList(30);
    await userEvent.keyboard("{ArrowDown}");
    expect(selectedRows()).toEqual(["row-1"]);
    await userEvent.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(selectedRows()).toEqual(["row-1", "row-2", "row-3"]);
    await userEvent.keyboard("{Control>}{ArrowDown}{ArrowDown}{/Control} ");
    expect(selectedRows()).toEqual(["row-1", "row-2", "row-3", "row-5"]);
    await userEvent.click(screen.getByText("row-7"));
    expect(selectedRows()).toEqual(["row-7"]);
    const user = userEvent.setup();
    await user.keyboard("{Shift>}");
    await user.click(screen.getByText("row-5"));
    await user.keyboard("{/Shift}{Control>}");
    await user.click(screen.getByText("row-6"));
    await user.keyboard("{/Control}");
    expect(selectedRows()).toEqual(["row-5", "row-7"]);
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(selectedRows().length).toBe(screen.getAllByRole("row").length);
    await userEvent.keyboard("{Escape}");
    expect(selectedRows()).toEqual([]);
  });

  it("acts by Enter and double click, and opens menus by key and right click", async () => {
    await openList(5, false);
    expect(screen.getAllByRole("row")[0]?.getAttribute("aria-selected")).toBeNull();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await userEvent.dblClick(screen.getByText("row-2"));
    await userEvent.dblClick(screen.getByRole("button", { name: "open row-2" }));
    expect(spies.onAction.mock.calls.map(([item]) => (item as ListItem).id)).toEqual([
      "row-1",
      "row-2",
    ]);
    await userEvent.keyboard("{Shift>}{F10}{/Shift}");
    await userEvent.pointer({ keys: "[MouseRight]", target: screen.getByText("row-4") });
    expect(spies.onMenu.mock.calls.map(([item]) => (item as ListItem).id)).toEqual([
      "row-2",
      "row-4",
    ]);
  });

  it("drags rows to another place, also the selected ones together, and Escape cancels", async () => {
    await openList(8);
    const user = userEvent.setup();
    const drag = async (id: string, y: number, ...keys: string[]): Promise<void> => {
      await user.pointer([
        { keys: "[MouseLeft>]", target: screen.getByText(id), coords: { clientX: 5, clientY: 5 } },
        { target: document.body, coords: { clientX: 5, clientY: y } },
      ]);
      for (const key of keys) {
        await user.keyboard(key);
      }
      await user.pointer({ keys: "[/MouseLeft]", target: document.body });
    };
    await drag("row-1", 170);
    expect(spies.onReorder.mock.calls).toEqual([[new Set(["row-1"]), "row-4"]]);
    await drag("row-1", 170, "{Escape}");
    await drag("row-1", 70);
    // A press in a control of the row drags nothing.
    await drag("open row-2", 250);
    expect(spies.onReorder).toHaveBeenCalledTimes(1);
    await user.click(screen.getByText("row-0"));
    await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
    await drag("row-0", 9999);
    expect(spies.onReorder.mock.lastCall).toEqual([new Set(["row-0", "row-1"]), undefined]);
  });

  it("keeps the focus on a row that moves, and gives it to the next if the row is removed", async () => {
    const show = await openList(20);
    const items = makeItems(20);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    show([...items.toSpliced(2, 1), { id: "row-2" }]);
    await waitFor(() => expect(focused()).toBe("row-2"));
    show(items.toSpliced(2, 1));
    await waitFor(() => expect(focused()).toBe("row-19"));
    await userEvent.click(screen.getByRole("button", { name: "after" }));
    show(items.slice(0, 3));
    expect(focused()).toBe("after");
  });
});
