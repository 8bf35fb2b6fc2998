/** Which of the rows with its digest a row is, from 1, and its id among the rows: an index may list a digest again. */
export interface DigestPlace {
  readonly place: number;
  readonly id: string;
}

/** Returns a function that numbers equal digests in the order of its calls. The id of the first is the digest. */
export function createDigestPlaces(): (digest: string) => DigestPlace {
  const counts = new Map<string, number>();
  return (digest) => {
    const place = (counts.get(digest) ?? 0) + 1;
    counts.set(digest, place);
    return { place, id: place === 1 ? digest : `${digest} ${place}` };
  };
}
