import { create as createStore, type UseBoundStore } from "zustand/react";
import type { StateCreator, StoreApi } from "zustand/vanilla";

// Tests get this module for "zustand" (build/vitest.config.ts): each store of the window is reset, also one that is added.

const resets: (() => void)[] = [];

/** Gives all stores their first state. What stores keep in closures is new too: their creators run again. */
export function resetStores(): void {
  resets.forEach((reset) => reset());
}

function createResettable<T>(creator: StateCreator<T>): UseBoundStore<StoreApi<T>> {
  let current: T;
  let runs = 0;
  function start(store: StoreApi<T>): T {
    runs += 1;
    const run = runs;
    // What an earlier test left running changes nothing in this one.
    const set = (...change: Parameters<typeof store.setState>): void => {
      if (run === runs) {
        store.setState(...change);
      }
    };
    current = creator(set as typeof store.setState, store.getState, store);
    return current;
  }
  const store = createStore<T>()((_set, _get, api) => start(api));
  resets.push(() => store.setState(start(store), true));
  return Object.assign(store, { getInitialState: () => current });
}

/** Replaces `create` of zustand. */
export function create<T>(): (creator: StateCreator<T>) => UseBoundStore<StoreApi<T>> {
  return createResettable;
}
