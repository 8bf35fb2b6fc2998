import { type Arbitrary, array, constantFrom, nat, tuple, uint8Array } from "fast-check";

/** Generates a file in which up to four places are set to other bytes, cut out, doubled, or have bytes inserted. */
export function damage(file: Uint8Array): Arbitrary<Buffer> {
  const change = tuple(
    nat(file.byteLength),
    nat(40),
    constantFrom("set", "cut", "double", "insert"),
    uint8Array({ maxLength: 12 }),
  );
  return array(change, { maxLength: 4 }).map((changes) =>
    changes.reduce<Buffer>((bytes, [at, length, kind, fresh]) => {
      const part = bytes.subarray(at, at + length);
      const middle = {
        set: fresh,
        cut: new Uint8Array(),
        double: Buffer.concat([part, part]),
        insert: Buffer.concat([fresh, part]),
      };
      return Buffer.concat([bytes.subarray(0, at), middle[kind], bytes.subarray(at + length)]);
    }, Buffer.from(file)),
  );
}
