import { Fragment } from "react";

/** Where a long name may go on in the next line: before the version, its numbers, the architecture and the variant. */
const beforePart = /(?=[(./])/;

/** The label of an entry, which wraps between the parts of its platform: `windows(10.0.20348.2340)`, `/amd64`. */
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
