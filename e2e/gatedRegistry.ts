import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry that sends half of a blob, and the other half when the test says so. */
export interface GatedRegistry {
  readonly host: string;
  /** Sends the blob whole from now on. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
}

const forwardedHeaders = ["content-type", "content-length", "docker-content-digest"];

/** Starts a registry for reads, in front of another one. @param digest of the blob whose second half is held back */
export async function startGatedRegistry(host: string, digest: string): Promise<GatedRegistry> {
  const released = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    void (async () => {
      const answer = await fetch(`http://${host}${url}`, {
        method,
        headers: { accept: headers.accept ?? "*/*" },
      });
      const body = Buffer.from(await answer.arrayBuffer());
      for (const name of forwardedHeaders) {
        const value = answer.headers.get(name);
        if (value !== null) {
          response.setHeader(name, value);
        }
      }
      response.writeHead(answer.status);
      if (method === "GET" && url.includes(digest)) {
        response.write(body.subarray(0, body.length / 2));
        await released.promise;
        response.end(body.subarray(body.length / 2));
      } else {
        response.end(body);
      }
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    release: released.resolve,
    close: async () => {
      released.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
