import type { Session } from "electron";

/** What the updater's session refuses. */
export interface RequestGuard {
  /** Sets how many bytes an answer may have, for the downloads that follow; undefined for any. */
  limit(bytes: number | undefined): void;
  /** Why a request was refused since the last call. Chromium's own error names no reason. */
  takeRefusal(): string | undefined;
}

/**
 * Makes a session request only what is encrypted, also after redirects, and refuse an answer that is larger than the feed
 * says: electron-updater compares a file with its digest once it is complete.
 * @param feed the address of the feed, whose origin is always allowed: a test has one without HTTPS
 */
export function guardRequests(
  { webRequest }: Pick<Session, "webRequest">,
  feed: URL,
): RequestGuard {
  let maxBytes: number | undefined;
  let refusal: string | undefined;
  webRequest.onBeforeRequest(({ url }, respond) => {
    const { protocol, origin } = new URL(url);
    const isAllowed = protocol === "https:" || origin === feed.origin;
    if (!isAllowed) {
      refusal = "The server of updates leads to an address without HTTPS.";
    }
    respond({ cancel: !isAllowed });
  });
  webRequest.onHeadersReceived(({ responseHeaders = {}, statusCode }, respond) => {
    const isTooLarge =
      maxBytes !== undefined && statusCode < 300 && !(lengthOf(responseHeaders) <= maxBytes);
    if (isTooLarge) {
      refusal = "The server sends another file than the list of updates names: its size differs.";
    }
    respond({ cancel: isTooLarge });
  });
  return {
    limit: (bytes) => {
      maxBytes = bytes;
    },
    takeRefusal: () => {
      const taken = refusal;
      refusal = undefined;
      return taken;
    },
  };
}

/** The length of an answer; NaN if it is not told, so that the answer may have no end. */
function lengthOf(headers: Readonly<Record<string, readonly string[]>>): number {
  const [, values] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === "content-length") ?? [];
  return Number(values?.[0] ?? Number.NaN);
}
