import process from "node:process";
import { safeStorage } from "electron";

/** The synchronous functions of safeStorage. Older Electrons have no others. */
interface SyncSafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

const syncStorage: SyncSafeStorage = safeStorage;
const hasAsync = "encryptStringAsync" in safeStorage;

/**
 * Whether the system can encrypt text securely. On Linux without a keyring, Electron falls back to a password in its
 * source code, which protects nothing.
 */
export async function isEncryptionAvailable(): Promise<boolean> {
  const available = hasAsync
    ? await safeStorage.isAsyncEncryptionAvailable()
    : syncStorage.isEncryptionAvailable();
  if (!available) {
    return false;
  }
  return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}

/** Encrypts text for this account on this machine. @returns base64 */
export async function encryptText(text: string): Promise<string> {
  const encrypted = hasAsync
    ? await safeStorage.encryptStringAsync(text)
    : syncStorage.encryptString(text);
  return encrypted.toString("base64");
}

/** Decrypts the result of `encryptText`. @throws if the system cannot decrypt it, for example on another machine */
export async function decryptText(encrypted: string): Promise<string> {
  const bytes = Buffer.from(encrypted, "base64");
  return hasAsync
    ? (await safeStorage.decryptStringAsync(bytes)).result
    : syncStorage.decryptString(bytes);
}
