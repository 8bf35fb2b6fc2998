import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { useCompose } from "../features/compose/composeStore.ts";
import { useHistory } from "../features/history/historyStore.ts";
import { useInspect } from "../features/inspect/inspectStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useRegistries } from "../features/registries/registriesStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useNavigation } from "../navigation.ts";
import { type Answers, createFakeApi, type FakeApi } from "./fakeApi.ts";

/** Puts a fake main process under the window; tests call it first. */
export function installApi(answers: Partial<Answers> = {}): FakeApi {
  const fake = createFakeApi(answers);
  Object.defineProperty(window, "api", { value: fake.api, configurable: true });
  return fake;
}

/** Every test begins with an empty window. */
export function startEmpty(): void {
  beforeEach(() => {
    installApi();
    useCompose.setState(useCompose.getInitialState());
    useHistory.setState(useHistory.getInitialState());
    useInspect.getState().endRetag();
    useInspect.setState({ text: "", visits: [], at: -1, retagging: null });
    usePush.setState({ state: { kind: "closed" } });
    useRegistries.setState(useRegistries.getInitialState());
    useSettings.setState({
      theme: "system",
      info: null,
      failure: null,
      problems: [],
      draftProblem: null,
    });
    useNavigation.setState({ view: "compose", paletteOpen: false, focus: null });
  });
  afterEach(cleanup);
}

/** An answer that the test gives when it wants to. */
export function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  return Promise.withResolvers<T>();
}
