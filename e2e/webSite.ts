import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A web site on 127.0.0.1 that records its requests. */
export interface WebSite {
  readonly url: string;
  /** The requested paths, in order. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts a web site: `/redirect` redirects to `/redirected`, every other path is a page. */
export async function startWebSite(): Promise<WebSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { url = "" } = request;
    if (url !== "/favicon.ico") {
      requests.push(url);
    }
    if (url === "/redirect") {
      response.writeHead(302, { location: "/redirected" }).end();
    } else {
      response.setHeader("content-type", "text/html").end("<title>A site</title><body></body>");
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
