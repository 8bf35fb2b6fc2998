import { isUtf8 } from "node:buffer";

/** Decodes bytes as UTF-8; invalid sequences become replacement characters. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Whether bytes are text. Archives contain zero bytes, text does not. */
export function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}
