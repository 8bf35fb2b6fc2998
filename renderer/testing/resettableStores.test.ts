import { create } from "zustand";
import { expect, it } from "vitest";
import { resetStores } from "./resettableStores.ts";

interface Counter {
  readonly shown: number;
  readonly count: () => void;
}

it("resets every store with what it keeps in closures, and ignores what was running", () => {
  const useCounter = create<Counter>()((set) => {
    let counted = 0;
    return { shown: 0, count: () => set({ shown: (counted += 1) }) };
  });
  const { count } = useCounter.getState();
  count();
  count();
  expect(useCounter.getState().shown).toBe(2);
  resetStores();
  expect(useCounter.getState().shown).toBe(0);
  count();
  expect(useCounter.getState().shown).toBe(0);
  useCounter.getState().count();
  expect(useCounter.getState().shown).toBe(1);
});
