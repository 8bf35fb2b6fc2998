import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { signedText } from "../../../shared/updates.ts";
import { feedPlace, parseFeedConfig } from "./feedPlace.ts";
import { SignedProvider } from "./signedProvider.ts";

vi.mock("electron-updater", () => ({ default: { Provider: Object } }));

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
const name = "latest-linux.yml";
const feed = {
  version: "1.2.0",
  files: [{ url: "Manifestry-1.2.0.AppImage", sha512: "c2hhNTEy", size: 8 }],
};
const signature = sign(undefined, Buffer.from(signedText(name, feed)), privateKey).toString(
  "base64",
);

/** A provider whose server answers each request with this. */
function provide(config: object, answer: unknown) {
  const requested: string[] = [];
  const fetch = (address: string): Promise<Response> => {
    requested.push(address.replace(/\?noCache=\w+$/, ""));
    return Promise.resolve(new Response(JSON.stringify(answer)));
  };
  const options = { feed: { place: feedPlace(parseFeedConfig(config)), name, key } };
  const updater = { netSession: { fetch } } as never;
  return { provider: new SignedProvider(options, updater, {} as never), requested };
}

describe.each([
  ["generic", { provider: "generic", url: "https://updates.example/a/" }, "a/", "a/"],
  [
    "GitHub",
    { provider: "github", host: "updates.example", owner: "acme", repo: "app" },
    "acme/app/releases/latest/download/",
    "acme/app/releases/download/v1.2.0/",
  ],
  [
    "GitLab",
    { provider: "gitlab", host: "updates.example", projectId: "acme/app" },
    "acme/app/-/releases/permalink/latest/downloads/",
    "acme/app/-/releases/v1.2.0/downloads/",
  ],
])("%s", (_service, config, newest, files) => {
  it("has a signed feed, whose files are those of its version", async () => {
    const { provider, requested } = provide(config, { ...feed, signature });
    const info = await provider.getLatestVersion();
    expect(requested).toEqual([`https://updates.example/${newest}${name}`]);
    expect(provider.resolveFiles(info).map(({ url }) => url.href)).toEqual([
      `https://updates.example/${files}Manifestry-1.2.0.AppImage`,
    ]);
  });

  it.each([
    ["without a signature", feed],
    ["with another version", { ...feed, version: "1.2.1", signature }],
    [
      "with another file",
      { ...feed, files: [{ ...feed.files[0], sha512: "b3RoZXI=" }], signature },
    ],
  ])("has no update in a feed %s", async (_what, answer) => {
    const { provider } = provide(config, answer);
    await expect(provider.getLatestVersion()).rejects.toThrow("not signed by the makers");
  });
});
