import type { ParsedFlags } from "../parseFlags.ts";
import { type CommandSpec, ignored, nameCommand } from "./commandSpec.ts";

const signatureValues = ignored(
  "--key",
  "--annotations",
  "-a",
  "--certificate",
  "--certificate-chain",
  "--certificate-identity",
  "--certificate-identity-regexp",
  "--certificate-oidc-issuer",
  "--certificate-oidc-issuer-regexp",
  "--identity-token",
  "--output",
  "-o",
  "--rekor-url",
  "--type",
);
const signature = {
  maxImages: 1,
  values: signatureValues,
  switches: ["--yes", "-y", "--recursive", "-r", "--local-image", "-v", "-d"],
};

const scan = {
  maxImages: 1,
  values: ignored(
    "--output",
    "-o",
    "--severity",
    "-s",
    "--scanners",
    "--scope",
    "--timeout",
    "--exit-code",
    "--fail-on",
    "--ignorefile",
    "--file",
    "--from",
    "--only-severity",
    "--cache-dir",
  ),
  switches: ["--ignore-unfixed", "--only-fixed", "--list-all-pkgs", "-v", "--no-progress"],
};

/** A program without subcommands: only a single argument, which is an image, keeps it apart from prose. */
function scanner(name: string, isImage: (word: string) => boolean): CommandSpec {
  const command = nameCommand([[name]], scan);
  return {
    ...command,
    isMeant: ({ positionals: [word = "", ...rest] }: ParsedFlags) =>
      rest.length === 0 && isImage(word),
  };
}

const hasSeparator = (word: string): boolean => /[/:@]/.test(word);

/** Commands that verify, sign, scan or pull an image: cosign, notation, trivy, syft, grype, dive, flux. */
export const scanCommands: readonly CommandSpec[] = [
  nameCommand(
    [["cosign"], ["verify", "verify-attestation", "sign", "attest", "tree", "triangulate"]],
    signature,
  ),
  nameCommand([["cosign"], ["download"], ["sbom", "attestation", "signature"]], signature),
  nameCommand([["notation"], ["inspect", "verify", "ls", "list", "sign"]], signature),
  nameCommand([["trivy"], ["image", "i"]], scan),
  nameCommand([["syft"], ["scan"]], scan),
  scanner("syft", (word) => word !== "version"),
  scanner("grype", (word) => word !== "version"),
  scanner("dive", hasSeparator),
  nameCommand([["flux"], ["pull"], ["artifact"]], scan),
];
