import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import { useCompare } from "../features/compare/compareStore.ts";
import { useCompose } from "../features/compose/composeStore.ts";
import { useHistory } from "../features/history/historyStore.ts";
import { useContents } from "../features/inspect/contentsStore.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { useTree } from "../features/inspect/tree/treeStore.ts";
import { usePushQueue } from "../features/push/pushQueueStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useRegistries } from "../features/registries/registriesStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useCopyTags } from "../features/tags/copy/copyStore.ts";
import { useDeleteTags } from "../features/tags/delete/deleteStore.ts";
import { useTags } from "../features/tags/tagsStore.ts";
import { useNavigation } from "../navigation.ts";
import { useViewState } from "../viewState.ts";
import { type Answers, createFakeApi, type FakeApi } from "./fakeApi.ts";

// Finding elements by role is slow, and the preview pauses: on a loaded machine, a test takes twenty times as long.
configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 90_000 });

/** Replaces `window.api` with a fake that has the given answers. Call it before rendering. */
export function installApi(answers: Partial<Answers> = {}): FakeApi {
  const fake = createFakeApi(answers);
  Object.defineProperty(window, "api", { value: fake.api, configurable: true });
  return fake;
}

/** The height of lists in tests, where there is no layout: it shows all rows. */
const listHeight = 10_000;

function isList({ role }: HTMLElement): boolean {
  return role === "grid" || role === "tree";
}

/** Gives lists and rows a height. */
function layOutLists(): void {
  const { prototype } = HTMLElement;
  const size = (of: (element: HTMLElement) => number): PropertyDescriptor => ({
    configurable: true,
    get(this: HTMLElement) {
      return of(this);
    },
  });
  Object.defineProperty(
    prototype,
    "clientHeight",
    size((element) => (isList(element) ? listHeight : 0)),
  );
  Object.defineProperty(
    prototype,
    "offsetHeight",
    size((element) => (["row", "treeitem"].includes(element.role ?? "") ? 50 : 0)),
  );
  Object.defineProperty(prototype, "getBoundingClientRect", {
    configurable: true,
    value(this: HTMLElement) {
      return new DOMRect(0, 0, 0, isList(this) ? listHeight : 0);
    },
  });
}

/**
 * Clears the timers that a test leaves pending. The stores outlive a test: the preview that one test schedules would
 * otherwise start in the next one and replace its state.
 */
function clearTimersAfterEach(): void {
  const { setTimeout } = globalThis;
  const timers: ReturnType<typeof setTimeout>[] = [];
  beforeEach(() => {
    globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
      const timer = setTimeout(...args);
      timers.push(timer);
      return timer;
    }, setTimeout);
  });
  afterEach(() => {
    globalThis.setTimeout = setTimeout;
    timers.splice(0).forEach((timer) => clearTimeout(timer));
  });
}

/** Registers hooks that reset the stores before each test, and unmount the window and clear its timers after it. */
export function setUpWindow(): void {
  layOutLists();
  clearTimersAfterEach();
  beforeEach(() => {
    installApi();
    useCompare.setState(useCompare.getInitialState());
    useCompose.setState(useCompose.getInitialState());
    useHistory.setState(useHistory.getInitialState());
    useInspect.getState().clearRetag();
    useInspect.setState(useInspect.getInitialState());
    useContents.setState(useContents.getInitialState());
    useTree.setState(useTree.getInitialState());
    usePush.setState(usePush.getInitialState());
    usePushQueue.setState(usePushQueue.getInitialState());
    useRegistries.setState(useRegistries.getInitialState());
    useSettings.setState(useSettings.getInitialState());
    useTags.setState(useTags.getInitialState());
    useCopyTags.setState(useCopyTags.getInitialState());
    useDeleteTags.setState(useDeleteTags.getInitialState());
    useNavigation.setState(useNavigation.getInitialState());
    useViewState.setState(useViewState.getInitialState());
  });
  afterEach(cleanup);
}

/** Replaces the timers by fake ones in each test. */
export function fakeTimersInEachTest(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });
}

/** Advances fake timers until the pauses of the preview and its requests are over. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(400);
}

/** A promise that the test resolves. */
export function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  return Promise.withResolvers<T>();
}
