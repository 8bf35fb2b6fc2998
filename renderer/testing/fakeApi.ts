import { type Channel, channels, type EventName, events } from "../../shared/ipc/channels.ts";
import type { Api, Events, Inputs, Outputs } from "../../shared/ipc/contract.ts";
import { toJson } from "../../shared/ipc/json.ts";
import type { Draft } from "../../shared/draft.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import type { Preview, SourceState } from "../../shared/preview.ts";
import type { Result } from "../../shared/errors.ts";
import {
  makeAppInfo,
  makeDeletionPlan,
  makeFileComparison,
  makeInspection,
  makeOutcome,
  makePlan,
  makePreview,
  makeResolved,
  makeSettings,
  makeSide,
} from "./fixtures.ts";

type Answer<C extends Channel> = (
  input: Inputs[C],
) => Promise<Result<Outputs[C]>> | Result<Outputs[C]>;
export type Answers = { readonly [C in Channel]: Answer<C> };

/** A successful result. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** The state of a resolved source. */
export function resolvedState(text: string): SourceState {
  return { kind: "resolved", source: makeResolved({ name: text }) };
}

/** The preview of a draft, without entries. @param stateOf the state of each source, by its text */
export function previewOf(
  draft: Draft,
  stateOf: (text: string) => SourceState = resolvedState,
): Preview {
  const states = draft.sources.map(({ id, text }) => [id, stateOf(text)] as const);
  const missing = states.flatMap(([id, { kind }]) => (kind === "resolved" ? [] : [id]));
  const preview = makePreview([], { sources: Object.fromEntries(states) });
  if (states.length === 0) {
    return { ...preview, result: { kind: "empty" } };
  }
  return missing.length === 0
    ? preview
    : { ...preview, result: { kind: "partial", missing, content: undefined } };
}

/** The answer with a state for each source of the draft: resolved, unless the answer has one. */
function withSources(answer: Result<Preview>, draft: Draft): Result<Preview> {
  if (!answer.ok) {
    return answer;
  }
  const sources = { ...previewOf(draft).sources, ...answer.value.sources };
  return ok({ ...answer.value, sources });
}

/** Successful answers, without content where possible. */
const defaultAnswers: Answers = {
  "app:info": () => ok(makeAppInfo()),
  "crash:dismiss": () => ok(null),
  "opened:take": () => ok([]),
  "updates:read": () => ok({ kind: "off", reason: "It runs from its sources." }),
  "updates:check": () => ok(null),
  "updates:install": () => ok(null),
  "settings:read": () => ok(makeSettings()),
  "settings:write": (change) => ok(makeSettings(change)),
  "viewState:write": (viewState) => ok(viewState),
  "menu:update": () => ok(null),
  "source:choose": () => ok({ texts: [], lists: [], failures: [] }),
  "source:fromPaths": ({ paths }) =>
    ok({ texts: paths.map((path) => `oci-layout://${path}`), lists: [], failures: [] }),
  "target:check": ({ text }) => ok({ kind: "missing", name: text }),
  "target:choose": () => ok(null),
  "reference:complete": ({ text }) => ok({ kind: "tags", stem: text, options: [] }),
  "reference:suggestTags": () => ok([]),
  "draft:preview": ({ draft }) => ok(previewOf(draft)),
  "draft:editTag": ({ text }) =>
    ok({
      ...emptyDraft,
      sources: [{ id: "base", text: `${text}@sha256:${"e".repeat(64)}` }],
      targets: [{ id: "edited", text }],
      base: "base",
    }),
  "retag:losses": () => ok([]),
  "preview:losses": () => ok({ losses: [], findings: [] }),
  "preview:scripts": () => ok([]),
  "preview:manifest": () =>
    ok({ mediaType: "", manifest: { before: "" }, annotations: {}, refusals: {} }),
  "draft:saved": () => ok(null),
  "draft:save": () => ok(null),
  "recipe:open": () => ok(null),
  "recipe:save": () => ok(null),
  "plan:make": () => ok(makePlan()),
  "repair:donors": () => ok([]),
  "plan:save": () => ok(null),
  "plan:open": () => ok(null),
  "push:start": () => ok(makeOutcome()),
  "journal:list": () => ok({ entries: [], unreadable: [], unlisted: 0 }),
  "journal:timeline": ({ text }) => ok({ name: text, repository: text, points: [] }),
  "journal:dismiss": () => ok(null),
  "journal:export": () => ok(null),
  "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
  "files:open": ({ layers }) =>
    ok({
      id: "files",
      layers: layers.map(() => ({ kind: "unread" })),
      merged: 0,
      hiddenBytes: 0,
    }),
  "files:read": ({ id }) => ok({ id, layers: [], merged: 0, hiddenBytes: 0 }),
  "files:list": ({ folders }) => ok(folders.map(({ node }) => ({ node, total: 0, rows: [] }))),
  "files:find": () => ok({ rows: [], isCut: false }),
  "files:sizes": ({ node }) => ok({ node, name: "", size: 0, files: 0, layer: 0, parts: [] }),
  "files:show": () => ok({ path: "a", size: 0, content: { kind: "text", text: "" }, shown: 0 }),
  "files:save": () => ok(null),
  "compare:open": () =>
    ok({
      id: "c1",
      before: { kind: "read", content: makeSide() },
      after: { kind: "read", content: makeSide() },
      isIdentical: true,
      changes: { values: [], hidden: 0 },
      pairs: [],
    }),
  "compare:images": () =>
    ok({ changes: { values: [], hidden: 0 }, layers: [], documents: [], failures: [] }),
  "compare:packages": () =>
    ok({ before: { kind: "none" }, after: { kind: "none" }, packages: [], hidden: 0 }),
  "compare:files": () => ok(makeFileComparison()),
  "compare:differences": () => ok({ total: 0, differences: [] }),
  "compare:close": () => ok(null),
  "compare:platforms": () => ok({ platforms: [], facts: [], hidden: 0 }),
  "tags:list": ({ text }) =>
    ok({ repository: text, kind: "registry", tags: [], isComplete: true, isMetered: false }),
  "tags:describe": () => ok({ digest: `sha256:${"e".repeat(64)}`, mediaType: "" }),
  "tags:digests": () => ok([]),
  "catalog:list": ({ host }) => ok({ host, repositories: [], isComplete: true }),
  "access:test": ({ text }) =>
    ok({
      repository: text,
      auth: { host: text.split("/", 1)[0] ?? "", scopes: [] },
      exists: true,
      pull: { kind: "yes", from: "request" },
      list: { kind: "yes", from: "request" },
      push: { kind: "no", reason: "The registry denies it." },
      delete: { kind: "unknown", reason: "Not tried." },
      deleteWays: [],
    }),
  "deletion:plan": () => ok(makeDeletionPlan()),
  "deletion:execute": () => ok({ tags: [], journalId: "journal-1" }),
  "inspect:entries": () => ok({}),
  "inspect:referrers": () => ok({ rows: [] }),
  "inspect:health": () =>
    ok({ manifests: 1, blobs: 0, problems: [], moreProblems: 0, foreign: [] }),
  "inspect:part": () => ok(""),
  "inspect:save": () => ok(null),
  "link:open": () => ok(true),
  "registry:list": () => ok({ registries: [], problems: [], canSaveLogins: true }),
  "registry:logIn": ({ registry }) => ok({ host: registry, isEncrypted: true }),
  "registry:logOut": () => ok(null),
  "registry:setHost": () => ok(null),
  "diagnostics:read": () => ok({ folders: {}, text: "" }),
  "diagnostics:copy": () => ok(null),
  "diagnostics:openLogFolder": () => ok(null),
  "licenses:list": () => ok([]),
  "licenses:read": () => ok({ text: "" }),
  "job:partTaken": () => ok(null),
  "job:cancel": () => ok(null),
  "window:saved": () => ok(null),
  "window:zoom": () => ok(null),
};

export interface FakeApi {
  readonly api: Api;
  /** All calls, in order. */
  readonly calls: readonly { readonly channel: Channel; readonly input: unknown }[];
  /** Returns the inputs of the calls on a channel. */
  readonly inputsOf: <C extends Channel>(channel: C) => readonly Inputs[C][];
  /** Sends an event to the listeners. */
  readonly emit: <E extends EventName>(event: E, payload: Events[E]) => void;
  /** Returns the number of event listeners. */
  readonly listening: () => number;
  /** Rejects the pending requests and all later ones, as the end of the main process does. */
  readonly end: () => void;
}

/** Creates a `window.api` without a main process. @param answers replace the default answers */
export function createFakeApi(answers: Partial<Answers> = {}): FakeApi {
  const calls: { channel: Channel; input: unknown }[] = [];
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);

  function subscribe(event: EventName) {
    return (listener: (payload: never) => void) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => void set.delete(listener);
    };
  }

  const invokers = channels.map((channel) => [
    channel,
    async (input: never) => {
      calls.push({ channel, input });
      const answer = (answers[channel] ?? defaultAnswers[channel]) as (input: never) => unknown;
      const result = await Promise.race([ended.promise, answer(input)]);
      return toJson(
        channel === "draft:preview"
          ? withSources(result as Result<Preview>, (input as Inputs["draft:preview"]).draft)
          : result,
      );
    },
  ]);

  return {
    api: {
      ...Object.fromEntries(invokers),
      ...Object.fromEntries(events.map((event) => [event, subscribe(event)])),
      pathForFile: (file: File) => `/dropped/${file.name}`,
    } as Api,
    calls,
    inputsOf: <C extends Channel>(channel: C) =>
      calls.filter((call) => call.channel === channel).map(({ input }) => input as Inputs[C]),
    emit: (event, payload) =>
      listeners.get(event)?.forEach((listener) => listener(toJson(payload) as never)),
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    end: () => ended.reject(new Error("The test has ended.")),
  };
}
