import { expect, it, vi } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure } from "../../testing/fixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { tagsOfDigest } from "./sameDigest.ts";
import { useTags } from "./tagsStore.ts";

const tags = ["1.4", "1.3", "gone"];

/** Opens the page of a repository. Each test has its own. */
async function open(repository: string, { isMetered = false } = {}) {
  const fake = installApi({
    "tags:list": ({ text }) =>
      ok({ repository: text, kind: "registry", tags, isComplete: true, isMetered }),
    "tags:describe": ({ tag, summary }) =>
      tag === "gone"
        ? { ok: false, error: makeFailure({ code: "not_found" }) }
        : ok({
            digest: digestOf("ab"),
            mediaType: "",
            ...(summary ? { summary: { kind: "image", platforms: [], attestations: 0 } } : {}),
          }),
    "tags:digests": () => ok([["1.4", digestOf("ab")]]),
  });
  useTags.getState().open(repository);
  const page = () => useTags.getState().pages[repository];
  await vi.waitFor(() => expect(page()?.state.kind).toBe("open"));
  const described = () =>
    fake.inputsOf("tags:describe").map(({ tag, digest, summary }) => ({ tag, digest, summary }));
  return { fake, page, described };
}

it("reads a tag once, also if its row leaves the screen and returns", async () => {
  const { page, described } = await open("a.example/once");
  const { want, drop } = useTags.getState();
  want("a.example/once", "1.4");
  want("a.example/once", "gone");
  want("a.example/once", "1.3");
  drop("a.example/once", "1.3");
  await vi.waitFor(() => expect(page()?.tags.size).toBe(2));
  want("a.example/once", "1.4");
  want("a.example/once", "gone");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(described().map(({ tag }) => tag)).toEqual(["1.4", "gone"]);
});

it("reads only digests where manifests are counted, and the rest when asked", async () => {
  const { page, described } = await open("a.example/metered", { isMetered: true });
  const { want, readManifests } = useTags.getState();
  want("a.example/metered", "1.4");
  await vi.waitFor(() => expect(page()?.tags.size).toBe(1));
  readManifests("a.example/metered");
  want("a.example/metered", "1.4");
  await vi.waitFor(() => expect(described()).toHaveLength(2));
  expect(described()).toEqual([
    { tag: "1.4", digest: undefined, summary: false },
    { tag: "1.4", digest: digestOf("ab"), summary: true },
  ]);
});

it("uses the digests that were read to group tags", async () => {
  const { page, described } = await open("a.example/grouped");
  const { want, setGrouped } = useTags.getState();
  setGrouped("a.example/grouped", true);
  await vi.waitFor(() => expect(page()?.digests.kind).toBe("read"));
  want("a.example/grouped", "1.4");
  await vi.waitFor(() => expect(described()).toHaveLength(1));
  expect(described()[0]?.digest).toBe(digestOf("ab"));
});

it("shows what is read of a screen in one change", async () => {
  const { page } = await open("a.example/together");
  let changes = 0;
  const stop = useTags.subscribe(() => (changes += 1));
  for (const tag of tags) {
    useTags.getState().want("a.example/together", tag);
  }
  await vi.waitFor(() => expect(page()?.tags.size).toBe(3));
  stop();
  expect(changes).toBe(1);
});

it("keeps the tags of a digest as they are until they change", () => {
  const digests = { "1.4": "ab", "1.3": "ab", old: "cd" };
  const read = new Map(
    Object.entries(digests).map(([tag, hex]) => [
      tag,
      { kind: "read", content: { digest: digestOf(hex), mediaType: "" } } as const,
    ]),
  );
  const before = tagsOfDigest(read, digestOf("ab"));
  const more = new Map(read).set("1.0", {
    kind: "read",
    content: { digest: digestOf("cd"), mediaType: "" },
  });
  expect(before).toEqual(["1.4", "1.3"]);
  expect(tagsOfDigest(more, digestOf("ab"))).toBe(before);
  expect(tagsOfDigest(more, digestOf("cd"))).toEqual(["old", "1.0"]);
  expect(tagsOfDigest(more, undefined)).toEqual([]);
});
