import tls from "node:tls";

/** Milliseconds in which a server on the way has begun to speak TLS, if it does. */
const longest = 3000;

/** Whether a server that gives no plain answer answers with TLS; nothing is sent to it beyond a handshake. */
export async function speaksTls({ hostname, port }: URL): Promise<boolean> {
  return await new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    // What the certificate is worth does not matter here: the connection ends at once.
    const socket = tls.connect({ host, port: Number(port || 80), rejectUnauthorized: false });
    const end = (speaks: boolean) => (): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once("secureConnect", end(true));
    socket.once("error", end(false));
    socket.once("close", end(false));
    socket.setTimeout(longest, end(false));
  });
}
