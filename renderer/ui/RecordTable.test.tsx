import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { RecordTable } from "./RecordTable.tsx";

const columns = [{ title: "Name", width: "1fr", text: (name: string) => name }];

it.each([
  [["a", "b"], 3],
  [[], 1],
])("is as high as its records %j and its head, which scrolls with them", (records, rows) => {
  render(<RecordTable label="Names" columns={columns} records={records} noun="name" />);
  const table = screen.getByRole("table", { name: "Names" });
  expect(table.style.height).toBe(`${rows * 24 + 2}px`);
  expect(table.tabIndex).toBe(0);
  expect(table.contains(screen.getByRole("columnheader"))).toBe(true);
});
