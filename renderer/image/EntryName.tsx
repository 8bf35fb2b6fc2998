import { Fragment } from "react";

/** Where a long name may go on in the next line: before the version, its numbers, the architecture, a part of a type. */
const beforePart = /(?<!\/)(?=[(./+;])/;

/**
 * The label of an entry, which wraps between the parts of its platform or type: `windows(10.0.20348.2340)`, `/amd64`,
 * `vnd.cncf.helm`, `.config`.
 */
export function EntryName({ label }: { readonly label: string }) {
  return label.split(beforePart).map((part, at) => (
    // The parts of a label have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
