import { EngineError } from "../../errors.ts";

/** The longest object in bytes. A file has a name of 4 KB at most, and extended attributes of 64 KB. */
const maxObjectBytes = 1024 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Reads the `entries` of a table of contents one by one: the document of a large layer has tens of megabytes, which
 * `JSON.parse` would read without a pause.
 * @param chunks the JSON document
 * @throws EngineError `layout_invalid` if it is not complete JSON, `too_large`
 */
export async function* readTocEntries(
  chunks: AsyncIterable<Uint8Array>,
  layer: string,
): AsyncGenerator {
  const scanner = new EntryScanner(layer);
  for await (const chunk of chunks) {
    yield* scanner.scan(chunk);
  }
  scanner.finish();
}

/** Finds the objects of the array `entries` in a document that arrives in chunks. */
class EntryScanner {
  readonly #layer: string;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isInEntries = false;
  #isDone = false;
  /** The last text in the outermost object, which may be a key. */
  #key = "";
  /** Bytes of an object or a key that began in an earlier chunk. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isHolding = false;

  constructor(layer: string) {
    this.#layer = layer;
  }

  *scan(chunk: Uint8Array): Generator {
    let start = 0;
    for (let position = 0; position < chunk.byteLength; position += 1) {
      const byte = chunk[position];
      if (this.#isInText) {
        if (this.#isEscaped) {
          this.#isEscaped = false;
        } else if (byte === backslash) {
          this.#isEscaped = true;
        } else if (byte === quote) {
          this.#isInText = false;
          if (this.#depth === 1) {
            this.#key = this.#take(chunk.subarray(start, position));
          }
        }
        continue;
      }
      switch (byte) {
        case quote:
          this.#isInText = true;
          if (this.#depth === 1) {
            start = position + 1;
            this.#isHolding = true;
          }
          break;
        case openBrace:
        case openBracket:
          this.#depth += 1;
          if (this.#depth === 2) {
            this.#isInEntries = byte === openBracket && this.#key === "entries";
          } else if (this.#depth === 3 && this.#isInEntries && byte === openBrace) {
            start = position;
            this.#isHolding = true;
          }
          break;
        case closeBrace:
        case closeBracket:
          this.#depth -= 1;
          if (this.#depth === 2 && this.#isHolding) {
            yield this.#parse(this.#take(chunk.subarray(start, position + 1)));
          }
          this.#isDone ||= this.#depth === 0;
          break;
        default:
          break;
      }
      if (this.#depth < 0) {
        throw this.#corrupt();
      }
    }
    if (this.#isHolding) {
      this.#hold(chunk.subarray(start));
    }
  }

  /** @throws EngineError if the document is incomplete */
  finish(): void {
    if (!this.#isDone || this.#depth !== 0) {
      throw this.#corrupt();
    }
  }

  #take(end: Uint8Array): string {
    this.#hold(end);
    const text = Buffer.concat(this.#held).toString();
    this.#held = [];
    this.#heldBytes = 0;
    this.#isHolding = false;
    return text;
  }

  #hold(bytes: Uint8Array): void {
    this.#heldBytes += bytes.byteLength;
    if (this.#heldBytes > maxObjectBytes) {
      throw new EngineError(
        "too_large",
        `The table of contents of ${this.#layer} has an entry of more than ${maxObjectBytes} bytes.`,
      );
    }
    // The reader may reuse the memory of a chunk.
    this.#held.push(Uint8Array.from(bytes));
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.#corrupt(cause);
    }
  }

  #corrupt(cause?: unknown): EngineError {
    return new EngineError(
      "layout_invalid",
      `The table of contents of ${this.#layer} is not valid JSON.`,
      cause === undefined ? {} : { cause },
    );
  }
}
