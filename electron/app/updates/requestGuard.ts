import type { Session } from "electron";

/** What the updater's session refuses. */
export interface RequestGuard {
  /** Sets how many bytes a response may have, for the downloads that follow; undefined for any. */
  limit(bytes: number | undefined): void;
  /** Why a request was refused since the last call. Chromium's own error names no reason. */
  takeRefusal(): string | undefined;
}

/**
 * Makes a session request only what is encrypted, also after redirects, and refuse a response that is larger than the feed
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
    const reason =
      maxBytes === undefined || statusCode >= 300
        ? undefined
        : whyTooLarge(responseHeaders, maxBytes);
    refusal ??= reason;
    respond({ cancel: reason !== undefined });
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

type Headers = Readonly<Record<string, readonly string[]>>;

/** Says why a response is or may be larger than it should be; undefined if it is not. */
function whyTooLarge(headers: Headers, maxBytes: number): string | undefined {
  const length = valueOf(headers, "content-length");
  // The length is that of the compressed bytes, and Chromium unpacks them.
  const encoding = valueOf(headers, "content-encoding") ?? "identity";
  if (length === undefined || encoding !== "identity") {
    return "The server does not say how large the update is.";
  }
  return Number(length) <= maxBytes
    ? undefined
    : "The server sends another file than the list of updates names: it is larger.";
}

function valueOf(headers: Headers, name: string): string | undefined {
  return Object.entries(headers)
    .find(([key]) => key.toLowerCase() === name)?.[1]
    .at(-1);
}
