import process from "node:process";
import { safeStorage } from "electron";

/** What safeStorage had before it had the asynchronous calls, which older Electrons lack. */
interface OldSafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
}

const old: OldSafeStorage = safeStorage;
const hasAsync = "encryptStringAsync" in safeStorage;

/**
 * Whether the system protects what it encrypts for us. On Linux without a keyring Electron falls back to a
 * password that stands in its source, which protects nothing.
 */
export async function isEncryptionAvailable(): Promise<boolean> {
  const available = hasAsync
    ? await safeStorage.isAsyncEncryptionAvailable()
    : old.isEncryptionAvailable();
  if (!available) return false;
  return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}

/** Encrypt text so that only this account on this machine can read it. @returns base64 */
export async function encryptText(text: string): Promise<string> {
  const sealed = hasAsync ? await safeStorage.encryptStringAsync(text) : old.encryptString(text);
  return sealed.toString("base64");
}

/** Read what `seal` gave. @throws where the system no longer opens it, as on another machine */
export async function decryptText(sealed: string): Promise<string> {
  const bytes = Buffer.from(sealed, "base64");
  return hasAsync ? (await safeStorage.decryptStringAsync(bytes)).result : old.decryptString(bytes);
}
