import { app, session } from "electron";

/** A proxy at a port that cannot be connected to: what goes through it goes nowhere. */
const nowhere = "socks5://127.0.0.1:0";

/**
 * Close the ways from a page to the network that no proxy and no policy of a page closes. Called before the app
 * is ready.
 *
 * One way stays open: the name of a TURN server that a page gives to WebRTC is looked up. A rule for
 * Chromium's resolver would stop that, and with it `dnsResolve` in the proxy scripts of companies.
 */
export function blockPageLookups(): void {
  // Names are resolved ahead of requests: https://www.w3.org/TR/resource-hints/#dns-prefetch
  app.commandLine.appendSwitch("blink-settings", "dnsPrefetchingEnabled=false");
  app.on("session-created", (created) => {
    // Chromium fetches a dictionary for each language, whether or not a window checks spelling.
    created.setSpellCheckerLanguages([]);
  });
  app.on("web-contents-created", (_event, contents) => {
    // WebRTC, which a page's policy does not cover, then sends through the proxy or not at all.
    contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
  });
}

/** Give the page no network at all: its session has only a proxy that leads nowhere. */
export async function disablePageNetwork(): Promise<void> {
  await session.defaultSession.setProxy({
    proxyRules: nowhere,
    // This machine is reached through it, too.
    proxyBypassRules: "<-loopback>",
  });
}

/** A session that no page has, with the system's proxies: the main process asks it which proxy to use. */
export function proxySession(): Electron.Session {
  return session.fromPartition("proxies");
}
