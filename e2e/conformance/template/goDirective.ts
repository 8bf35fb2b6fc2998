/** A verb of a format with its flags, such as `%-10s`. */
export interface Directive {
  readonly verb: string;
  readonly plus?: boolean;
  readonly minus?: boolean;
  readonly sharp?: boolean;
  readonly space?: boolean;
  readonly zero?: boolean;
  readonly width?: number | undefined;
  readonly precision?: number | undefined;
  /** `%+v`: structs with the names of their fields. */
  readonly names?: boolean;
  /** `%#v`: the syntax of Go. */
  readonly syntax?: boolean;
}

/** `%v`, as `print` and actions format their values. */
export const plainValue: Directive = { verb: "v" };

/** Pads text to the width of a directive, counted in characters. */
export function padText(text: string, { width = 0, minus, zero }: Directive): string {
  if (width === 0) {
    return text;
  }
  const missing = width - Array.from(text).length;
  if (missing <= 0) {
    return text;
  }
  return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
}
