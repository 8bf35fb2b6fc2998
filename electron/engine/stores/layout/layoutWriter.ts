import { stat } from "node:fs/promises";
import path from "node:path";
import { Lock } from "../../async/lock.ts";
import { diskError } from "../../disk/diskError.ts";
import { fileVersion } from "../../disk/fileVersion.ts";
import { writeFileAtomic } from "../../disk/writeFileAtomic.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { findLayout, readLayoutIndex, writeOciLayoutFile } from "./layoutFolder.ts";
import { LayoutIndex } from "./layoutIndex.ts";

/** Attempts to edit `index.json` while another program keeps changing it. */
const maxAttempts = 10;

/** Writes to the folder of a layout, which it creates if necessary, and edits its `index.json`. */
export class LayoutWriter {
  readonly #root: string;
  readonly #indexLock = new Lock();
  readonly #initLock = new Lock();
  /** Version of the `oci-layout` file when the folder was last checked. */
  #checkedVersion: string | undefined;

  /** @param root folder of the layout */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Runs work that writes to the layout, after checking that the folder is a layout, or creating one.
   * @throws EngineError `layout_invalid`, `input_invalid`, `disk`, `disk_full`; errors of the work, with codes of the
   * file system converted
   */
  async write<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.#init();
      return await work();
    } catch (error) {
      throw diskError(error, `write to the image layout ${this.#root}`);
    }
  }

  async #init(): Promise<void> {
    const file = path.join(this.#root, "oci-layout");
    await this.#initLock.runExclusive(async () => {
      if (
        this.#checkedVersion !== undefined &&
        this.#checkedVersion === (await fileVersion(file))
      ) {
        return;
      }
      await findLayout(this.#root);
      await writeOciLayoutFile(this.#root);
      this.#checkedVersion = await fileVersion(file);
    });
  }

  /**
   * Replaces `index.json`, one edit at a time. If another program changes it meanwhile, the edit runs again on the new
   * index, so that neither change is lost.
   * @param edit returns the new bytes; undefined to leave the index unchanged
   * @throws EngineError as `write`; `too_large` if the index exceeds `sizeLimits.manifest`
   */
  async editIndex(edit: (index: LayoutIndex) => Uint8Array | undefined): Promise<void> {
    const file = path.join(this.#root, "index.json");
    await this.write(() =>
      this.#indexLock.runExclusive(async () => {
        for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
          const version = await fileVersion(file);
          const bytes = edit(await this.#readIndex());
          if (!bytes) {
            return;
          }
          if (bytes.byteLength > sizeLimits.manifest) {
            throw new EngineError(
              "too_large",
              `${file} would exceed ${sizeLimits.manifest} bytes.`,
            );
          }
          const mayReplace = async (): Promise<boolean> => (await fileVersion(file)) === version;
          const mode = await modeOf(file);
          if (await writeFileAtomic(file, bytes, { mayReplace, mode })) {
            return;
          }
        }
        throw new EngineError("disk", `${file} keeps changing.`, {
          hint: "Another program is writing to this layout. Push again when it is done.",
          retryable: true,
        });
      }),
    );
  }

  async #readIndex(): Promise<LayoutIndex> {
    try {
      return await readLayoutIndex(this.#root);
    } catch (error) {
      if (isNotFound(error)) {
        return LayoutIndex.empty();
      }
      throw error;
    }
  }
}

/** Returns the permissions of a file, which its next version gets; undefined if there is no file. */
async function modeOf(file: string): Promise<number | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats && stats.mode & 0o777;
}
