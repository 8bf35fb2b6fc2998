/** UTF-16 units of a document in which its kind is looked for. */
const maxHead = 8192;

const where =
  "Raw shows its text and saves it. If it is the layer of an artifact, open the layer first.";

/**
 * Says of a document that is no JSON what it is: a bill of materials as XML or YAML, which is not decoded. A parser of XML
 * is not worth its risk: tools write JSON by default, and convert what is XML.
 * Source: CycloneDX 1.6, "XML"; SPDX 2.3, "RDF" and "YAML".
 * @returns undefined for anything else
 */
export function describeUndecoded(text: string): string | undefined {
  const head = text.slice(0, maxHead);
  const cycloneDx =
    /<(?:\w{1,20}:)?bom\s[^>]{0,2000}?"https?:\/\/cyclonedx\.org\/schema\/bom\/(\d[\d.]{0,8})"/.exec(
      head,
    );
  if (cycloneDx !== null) {
    return `This is a bill of materials as XML (CycloneDX ${cycloneDx[1]}). The app decodes CycloneDX as JSON only. ${where}`;
  }
  if (/<rdf:RDF\s/.test(head) && head.includes("spdx.org/rdf/terms")) {
    return `This is a bill of materials as XML (SPDX, RDF). The app decodes SPDX as JSON and as tag-value only. ${where}`;
  }
  const [, version] = /^["']?spdxVersion["']?:\s{0,20}["']?SPDX-(\d[\d.]{0,8})/m.exec(head) ?? [];
  return version === undefined
    ? undefined
    : `This is a bill of materials as YAML (SPDX ${version}). The app decodes SPDX as JSON and as tag-value only. ${where}`;
}
