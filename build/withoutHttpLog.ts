import type { Plugin } from "vite";

/**
 * Leaves out the transport of electron-log that sends messages to a server. The app does not use it, and with it Node loads
 * its HTTP client at the start.
 */
export function withoutHttpLog(): Plugin {
  return {
    name: "without-http-log",
    load: (id) =>
      id.endsWith("electron-log/src/node/transports/remote.js")
        ? "module.exports = () => null;"
        : null,
  };
}
