import { randomUUID } from "node:crypto";
import type {
  FileContent,
  FileOrder,
  FilesView,
  FolderRows,
  FoundFiles,
  ImageFilesState,
  SizePart,
} from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import type { Stores } from "../../stores/openStores.ts";
import type { DecodeLayer } from "./decodeLayer.ts";
import { findFiles } from "./findFiles.ts";
import { ImageFiles } from "./imageFiles.ts";
import { FolderLists, type FolderRequest } from "./listFolder.ts";
import { findFile, type LayerFile, readFile, showFile } from "./readFile.ts";
import { divideSizes } from "./sizeParts.ts";

/** Images whose files are kept; the one that was not used for the longest time is forgotten first. */
const maxImages = 3;

/** An image by its layers, from the lowest. */
export interface ImageLayers {
  readonly repository: string;
  readonly layers: readonly Descriptor[];
}

/** A place in the files of an image. */
export interface FilePlace {
  /** Of the image, as `open` returned it. */
  readonly id: string;
  readonly view: FilesView;
  readonly node: number;
}

interface OpenImage {
  readonly key: string;
  readonly files: ImageFiles;
  readonly lists: FolderLists;
}

/**
 * The files of images, whose layers are read on request. Changes nothing in a registry.
 * Its methods throw EngineError `files_gone` if the image was forgotten.
 */
export class LayerFiles {
  readonly #stores: Stores;
  readonly #decodeLayer: DecodeLayer;
  /** By id, the one that was used last at the end. */
  readonly #images = new Map<string, OpenImage>();

  constructor(stores: Stores, decodeLayer: DecodeLayer) {
    this.#stores = stores;
    this.#decodeLayer = decodeLayer;
  }

  /** Returns what is known of the files of an image. Reads nothing. */
  open({ repository, layers }: ImageLayers): ImageFilesState {
    const key = JSON.stringify([repository, layers.map(({ digest }) => digest)]);
    const known = [...this.#images.values()].find((image) => image.key === key);
    if (known !== undefined) {
      return this.#get(known.files.id).files.state;
    }
    const store = this.#stores.openRepository(repository);
    const files = new ImageFiles(
      randomUUID(),
      { store, layers },
      { decodeLayer: this.#decodeLayer },
    );
    const [oldest] = this.#images.keys();
    if (this.#images.size >= maxImages && oldest !== undefined) {
      this.#images.delete(oldest);
    }
    this.#images.set(files.id, { key, files, lists: new FolderLists(files) });
    return files.state;
  }

  /**
   * Reads the files of layers, one after another. What could not be read is part of the state.
   * @param request.whole read whole layers, although they have tables of contents
   * @param onProgress called whenever more is known
   */
  async read(
    request: { readonly id: string; readonly layers: readonly number[]; readonly whole: boolean },
    signal: AbortSignal,
    onProgress: (state: () => ImageFilesState) => void,
  ): Promise<ImageFilesState> {
    const { files } = this.#get(request.id);
    const report = (): void => onProgress(() => files.state);
    for (const layer of request.layers) {
      await files.read(layer, { whole: request.whole, onProgress: report }, signal);
    }
    return files.state;
  }

  list(request: {
    readonly id: string;
    readonly view: FilesView;
    readonly order: FileOrder;
    readonly folders: readonly FolderRequest[];
  }): readonly FolderRows[] {
    const { id, view, order, folders } = request;
    return this.#get(id).lists.list(view, order, folders);
  }

  async find(
    request: { readonly id: string; readonly view: FilesView; readonly text: string },
    signal: AbortSignal,
  ): Promise<FoundFiles> {
    return await findFiles(this.#get(request.id).files, request, signal);
  }

  async sizes(place: FilePlace, signal: AbortSignal): Promise<SizePart> {
    return await divideSizes(this.#get(place.id).files, place, signal);
  }

  async show(
    place: FilePlace,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<FileContent> {
    return await showFile(this.file(place), signal, onBytes);
  }

  /** @throws EngineError `input_invalid`, `not_found` if it has no content */
  file({ id, view, node }: FilePlace): LayerFile {
    return findFile(this.#get(id).files, view, node);
  }

  /** Reads the whole content of a file. */
  content(
    file: LayerFile,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): AsyncIterable<Uint8Array> {
    return readFile(file, signal, onBytes);
  }

  #get(id: string): OpenImage {
    const image = this.#images.get(id);
    if (image === undefined) {
      throw new EngineError("files_gone", "The files of this image are no longer kept.", {
        hint: "Open the Files tab again.",
      });
    }
    this.#images.delete(id);
    this.#images.set(id, image);
    return image;
  }
}
