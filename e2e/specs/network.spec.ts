import { createSocket } from "node:dgram";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { launchApp } from "../launch.ts";
import { listen, type NetListener } from "../netListener.ts";

let listener: NetListener;
test.beforeEach(async () => {
  listener = await listen();
});
test.afterEach(() => {
  listener.close();
});

/** Time for requests to reach the listener. */
const pause = 1500;

/** Every browser API that sends requests to a server, except WebRTC. */
async function tryEverything(page: Page, port: number): Promise<void> {
  await page.evaluate((number) => {
    const host = `127.0.0.1:${number}`;
    const element = (name: string, properties: Record<string, string>): HTMLElement => {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(properties)) {
        made.setAttribute(key, value);
      }
      document.body.append(made);
      return made;
    };
    const attempts: readonly (() => unknown)[] = [
      () => fetch(`http://${host}/fetch`).catch(() => undefined),
      () => fetch(`http://${host}/no-cors`, { mode: "no-cors" }).catch(() => undefined),
      () => navigator.sendBeacon(`http://${host}/beacon`, "x"),
      () => new WebSocket(`ws://${host}/`),
      () => new EventSource(`http://${host}/events`),
      () => new WebTransport(`https://${host}/`).ready.catch(() => undefined),
      () => element("img", { src: `http://${host}/img`, attributionsrc: `https://${host}/a` }),
      () => element("script", { src: `http://${host}/script` }),
      () => element("iframe", { src: `http://${host}/iframe` }),
      () => element("iframe", { srcdoc: `<img src="http://${host}/srcdoc">` }),
      () => element("embed", { src: `http://${host}/embed` }),
      () => element("object", { data: `http://${host}/object` }),
      () => element("video", { src: `http://${host}/video` }),
      () => (document.body.style.backgroundImage = `url(http://${host}/style)`),
      () => new FontFace("x", `url(http://${host}/font)`).load().catch(() => undefined),
      () => element("a", { href: "#x", ping: `http://${host}/ping` }).click(),
      () =>
        (
          element("form", { action: `http://${host}/form`, method: "post" }) as HTMLFormElement
        ).submit(),
      () => {
        const script = document.createElement("script");
        script.type = "speculationrules";
        const urls = [`http://${host}/speculation`];
        script.textContent = JSON.stringify({
          prefetch: [{ source: "list", urls }],
          prerender: [{ source: "list", urls }],
        });
        document.head.append(script);
      },
      () => {
        const frame = document.createElement("iframe");
        document.body.append(frame);
        frame.contentWindow?.fetch(`http://${host}/blank`).catch(() => undefined);
      },
      ...["dns-prefetch", "preconnect", "prefetch", "preload", "modulepreload", "prerender"].map(
        (rel) => () => {
          for (const href of [`http://${host}/${rel}`, `https://${rel}.leak.example/`]) {
            element("link", { rel, href, as: "script" });
          }
        },
      ),
      ...["icon", "manifest", "stylesheet", "compression-dictionary"].map(
        (rel) => () => element("link", { rel, href: `http://${host}/${rel}` }),
      ),
      () => element("meta", { "http-equiv": "x-dns-prefetch-control", content: "on" }),
      () => element("a", { href: "https://anchor.leak.example/" }),
      () => open(`http://${host}/open`),
      () => (location.href = `http://${host}/location`),
    ];
    for (const attempt of attempts) {
      try {
        attempt();
      } catch {
        // Refused synchronously: also blocked.
      }
    }
  }, port);
}

/** Every kind of WebRTC connection to a server or peer, by address. */
async function tryWebRtc(page: Page, port: number): Promise<void> {
  await page.evaluate(async (number) => {
    const host = `127.0.0.1:${number}`;
    const account = { username: "a", credential: "b" };
    const servers: readonly RTCIceServer[] = [
      { urls: `stun:${host}` },
      { urls: `turn:${host}`, ...account },
      { urls: `turn:${host}?transport=tcp`, ...account },
      { urls: `turns:${host}?transport=tcp`, ...account },
    ];
    for (const server of servers) {
      const connection = new RTCPeerConnection({ iceServers: [server] });
      connection.createDataChannel("x");
      await connection.setLocalDescription(await connection.createOffer());
    }
    const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
    one.createDataChannel("x");
    await one.setLocalDescription(await one.createOffer());
    if (one.localDescription) {
      await other.setRemoteDescription(one.localDescription);
    }
    await other.setLocalDescription(await other.createAnswer());
    if (other.localDescription) {
      await one.setRemoteDescription(other.localDescription);
    }
    for (const kind of ["udp", "tcp"]) {
      const type = kind === "tcp" ? "host tcptype passive" : "host";
      await one.addIceCandidate({
        candidate: `candidate:1 1 ${kind} 2122260223 127.0.0.1 ${number} typ ${type}`,
        sdpMid: "0",
        sdpMLineIndex: 0,
      });
    }
  }, port);
}

test("the listener of these tests records connections", async () => {
  connect(listener.port, "127.0.0.1")
    .on("error", () => undefined)
    .end("x");
  const socket = createSocket("udp4");
  socket.send("x", listener.port, "127.0.0.1");
  await expect.poll(() => [...listener.reached].sort()).toEqual(["tcp", "udp"]);
  socket.close();
});

test("nothing in the page reaches the network", async ({ page }) => {
  await tryEverything(page, listener.port);
  await page.waitForTimeout(pause);
  expect(listener.reached).toEqual([]);
});

test("WebRTC in the page reaches no server and no peer", async ({ page }) => {
  await tryWebRtc(page, listener.port);
  await page.waitForTimeout(pause);
  expect(listener.reached).toEqual([]);
});

test("the page reaches no network without its policy either", async ({ app, page }) => {
  await app.evaluate(({ protocol }) => {
    protocol.unhandle("app");
    protocol.handle(
      "app",
      () => new Response("<title>Bare</title>", { headers: { "content-type": "text/html" } }),
    );
  });
  await page.reload();
  await expect(page).toHaveTitle("Bare");
  await tryEverything(page, listener.port);
  await tryWebRtc(page, listener.port);
  await page.waitForTimeout(pause);
  expect(listener.reached).toEqual([]);
});

test("neither the page nor Chromium resolves host names", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-net-"));
  const log = path.join(folder, "net.json");
  try {
    const launched = await launchApp({ args: [`--log-net-log=${log}`] });
    await launched.page.waitForLoadState("load");
    await tryEverything(launched.page, listener.port);
    // Check that the log is written and contains names.
    await launched.app.evaluate(async ({ session }) => {
      const other = session.fromPartition("control");
      await other.fetch("http://control.leak.example/").catch(() => undefined);
    });
    await launched.page.waitForTimeout(pause);
    await launched.close();
    const text = await readFile(log, "utf8");
    const hosts = [...text.matchAll(/"(?:host|hostname|qname)":"([^"]+)"/g)].map(([, host = ""]) =>
      host.replace(/^https?:\/\//, "").replace(/[.:\d]*$/, ""),
    );
    expect([...new Set(hosts)].filter((host) => host !== "")).toEqual(["control.leak.example"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the network service has no process of its own on Linux, where it would have no sandbox", async ({
  app,
}) => {
  const services = await app.evaluate(async ({ app: main, session }) => {
    await session.defaultSession.resolveProxy("http://registry.example/");
    return main.getAppMetrics().map(({ serviceName }) => serviceName ?? "");
  });
  const own = services.filter((name) => name.startsWith("network."));
  expect(own).toHaveLength(process.platform === "linux" ? 0 : 1);
});
