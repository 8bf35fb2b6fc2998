import { expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { signal, startWorkbench } from "../../testing/workbench.ts";

const bench = perTest(startWorkbench);

async function planTag(tag: string): Promise<string> {
  return (await bench.plan(bench.draftOf(["R/acme/app:amd64"], [`R/acme/other:${tag}`]))).id;
}

function tagsOf(): ReadonlyMap<string, string> {
  return bench.registry.repository("acme/other").tags;
}

it("starts a push when the one before it has ended", async () => {
  const [one, two] = [await planTag("1"), await planTag("2")];
  const events: string[] = [];
  const push = (id: string, name: string) =>
    bench.engine
      .push(id, { report: () => {}, onStart: () => events.push(`${name} starts`) }, signal)
      .finally(() => events.push(`${name} ends`));
  const outcomes = await Promise.all([push(one, "one"), push(two, "two")]);
  expect(events).toEqual(["one starts", "one ends", "two starts", "two ends"]);
  expect(outcomes.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  expect([...tagsOf().keys()]).toEqual(["1", "2"]);
});

it("cancels a push that waits, which can be pushed later, and keeps the order of the others", async () => {
  const [one, two, three] = [await planTag("1"), await planTag("2"), await planTag("3")];
  const controller = new AbortController();
  const events: string[] = [];
  const start = (name: string) => () => void events.push(name);
  const first = bench.engine.push(one, { report: () => {}, onStart: start("one") }, signal);
  const second = bench.engine.push(
    two,
    { report: () => {}, onStart: start("two") },
    controller.signal,
  );
  const third = bench.engine.push(three, { report: () => {}, onStart: start("three") }, signal);
  controller.abort();
  await expect(second).rejects.toMatchObject({ name: "AbortError" });
  await Promise.all([first, third]);
  expect(events).toEqual(["one", "three"]);
  expect(tagsOf().has("2")).toBe(false);
  expect((await bench.engine.push(two, { report: () => {} }, signal)).failure).toBeUndefined();
});

it("starts the next push after one that failed", async () => {
  const [one, two] = [await planTag("1"), await planTag("2")];
  bench.registry.faults.add({
    match: { method: "PUT", path: /\/manifests\/1$/ },
    do: { status: 403 },
  });
  const outcomes = await Promise.all([
    bench.engine.push(one, { report: () => {} }, signal),
    bench.engine.push(two, { report: () => {} }, signal),
  ]);
  expect(outcomes.map(({ failure }) => failure?.code)).toEqual(["denied", undefined]);
});

it("keeps the plan of a push that waits, however many plans are made meanwhile", async () => {
  const [one, two] = [await planTag("1"), await planTag("2")];
  const first = bench.engine.push(one, { report: () => {} }, signal);
  const second = bench.engine.push(two, { report: () => {} }, signal);
  await expect(bench.engine.push(two, { report: () => {} }, signal)).rejects.toMatchObject({
    code: "plan_gone",
  });
  for (let more = 0; more < 9; more += 1) {
    await planTag(`more-${more}`);
  }
  await first;
  expect((await second).failure).toBeUndefined();
});
