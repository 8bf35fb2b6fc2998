import { app, session } from "electron";

/** A proxy at a port that accepts no connections. */
const unreachableProxy = "socks5://127.0.0.1:0";

/**
 * Blocks network access of a page that neither a proxy nor a policy blocks. Must be called before the app is ready.
 *
 * Not blocked: Chromium resolves the name of a TURN server that a page passes to WebRTC. A rule for the resolver would
 * also break `dnsResolve` in proxy auto-configuration scripts.
 */
export function blockPageLookups(): void {
  // Chromium resolves names before requests: https://www.w3.org/TR/resource-hints/#dns-prefetch
  app.commandLine.appendSwitch("blink-settings", "dnsPrefetchingEnabled=false");
  app.on("session-created", (created) => {
    // Chromium downloads dictionaries even if spell checking is off.
    created.setSpellCheckerLanguages([]);
  });
  app.on("web-contents-created", (_event, contents) => {
    // The page's policy does not cover WebRTC; this makes it use the proxy or nothing.
    contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
  });
}

/**
 * Runs Chromium's network service in the main process on Linux, where its own process has no sandbox either: one process
 * less. macOS sandboxes it, and Windows can. What uses it is only the search for updates and their download
 * (app/updates/requestGuard.ts), in a session of its own, and the look-up of proxies: the page has no network, and registries
 * are read with Node. Must be called before the app is ready.
 */
export function joinNetworkService(): void {
  if (process.platform === "linux") {
    const others = app.commandLine.getSwitchValue("enable-features");
    app.commandLine.appendSwitch(
      "enable-features",
      [others, "NetworkServiceInProcess2"].filter((name) => name !== "").join(","),
    );
  }
}

/** Disables the network of the page: its session uses an unreachable proxy. */
export async function disablePageNetwork(): Promise<void> {
  await session.defaultSession.setProxy({
    proxyRules: unreachableProxy,
    // Loopback addresses too.
    proxyBypassRules: "<-loopback>",
  });
}

/** Returns a session without pages that has the system's proxy settings, to look up proxies. */
export function proxySession(): Electron.Session {
  return session.fromPartition("proxies");
}
