import type { Session } from "electron";
import library, { type ResolvedUpdateFileInfo, type UpdateInfo } from "electron-updater";
import type { ProviderRuntimeOptions } from "electron-updater/out/providers/Provider.js";
import { maxFeedSize, readFeed } from "./feed.ts";
import type { FeedPlace } from "./feedPlace.ts";

/** Milliseconds until the response is complete. */
const timeoutMs = 60_000;

export interface FeedSource {
  readonly place: FeedPlace;
  /** Of the feed's file. */
  readonly name: string;
  /** The public key that signs it. */
  readonly key: string;
}

/**
 * What electron-updater asks for the newest version. It checks the signature before anything else is done with a response; the
 * providers of electron-updater know none, and read responses of any size.
 */
export class SignedProvider extends library.Provider<UpdateInfo> {
  readonly #feed: FeedSource;
  readonly #session: Session;

  constructor(
    // Electron-updater passes what `setFeedURL` got.
    options: Readonly<Record<string, unknown>>,
    { netSession }: { readonly netSession: Session },
    runtime: ProviderRuntimeOptions,
  ) {
    super(runtime);
    this.#feed = options["feed"] as FeedSource;
    this.#session = netSession;
  }

  override async getLatestVersion(): Promise<UpdateInfo> {
    const { place, name, key } = this.#feed;
    const address = new URL(name, place.newest);
    // As electron-updater does: for caches between here and the server.
    address.searchParams.set("noCache", Date.now().toString(32));
    const { version, files } = readFeed(name, await this.#download(address), key);
    return {
      version,
      files: files.map((file) => ({ ...file })),
      path: files[0]?.url ?? "",
      sha512: files[0]?.sha512 ?? "",
      releaseDate: "",
    };
  }

  override resolveFiles({ version, files }: UpdateInfo): ResolvedUpdateFileInfo[] {
    const folder = this.#feed.place.files(version);
    return files.map((info) => ({ url: new URL(info.url, folder), info }));
  }

  async #download(address: URL): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await this.#session.fetch(address.href, { signal });
    if (!response.ok) {
      throw new Error(
        `The server answered ${response.status} to the request for ${this.#feed.name}.`,
      );
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array;
      size += bytes.byteLength;
      // Leaving the loop cancels the response.
      if (size > maxFeedSize) {
        throw new Error(`The list of updates has more than ${maxFeedSize / 1024} KB.`);
      }
      chunks.push(bytes);
    }
    return Buffer.concat(chunks).toString();
  }
}
