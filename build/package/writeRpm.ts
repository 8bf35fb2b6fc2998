import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FpmRequest } from "./fpmArguments.ts";

/** Values of rpm's `_binary_payload` by electron-builder's names. */
const payloads: Readonly<Record<string, string>> = {
  xzmt: "w2T0.xzdio",
  gzip: "w6.gzdio",
  bzip2: "w9.bzdio",
  none: "w0.gzdio",
};

/** rpm's names of architectures by those of Debian, which electron-builder uses for both kinds; fpm translates them as well. */
const architectures: Readonly<Record<string, string>> = {
  amd64: "x86_64",
  arm64: "aarch64",
};

/**
 * Writes an rpm package with rpmbuild.
 * @param root the folder that holds what is installed in `/`
 * @param work a folder for rpmbuild
 */
export function writeRpm(request: FpmRequest, root: string, work: string): void {
  const architecture = architectures[request.architecture] ?? request.architecture;
  const spec = join(work, "package.spec");
  const output = join(work, "rpms");
  mkdirSync(output);
  writeFileSync(spec, formatSpec(request, root));
  execFileSync(
    "rpmbuild",
    [
      "-bb",
      "--quiet",
      `--target=${architecture}-unknown-linux`,
      `--define=_topdir ${join(work, "rpmbuild")}`,
      `--define=_rpmdir ${output}`,
      "--define=_rpmfilename package.rpm",
      `--define=_binary_payload ${payloads[request.compression] ?? "w2T0.xzdio"}`,
      // The files are as the build made them: not stripped, and no links to debugging information.
      "--define=debug_package %{nil}",
      "--define=__os_install_post %{nil}",
      "--define=_build_id_links none",
      `--buildroot=${join(work, "buildroot")}`,
      spec,
    ],
    { stdio: "inherit" },
  );
  copyFileSync(join(output, "package.rpm"), request.output);
}

function formatSpec(request: FpmRequest, root: string): string {
  return `Name: ${request.name}
Version: ${request.version}
Release: 1
Summary: ${request.summary}
License: ${request.license}
URL: ${request.url}
Vendor: ${request.vendor}
Packager: ${request.maintainer}
AutoReqProv: no
${request.depends.map((name) => `Requires: ${name}\n`).join("")}
%description
${request.description}

%install
mkdir -p "%{buildroot}"
cp -a "${root}/." "%{buildroot}/"

%post
${script(request.afterInstall)}
%postun
# With 1, a newer version is installed already.
if [ "$1" = 0 ]; then
${script(request.afterRemove)}
fi

%files
%defattr(-,root,root,-)
${listOwned(root).join("\n")}
`;
}

/** A script as part of a spec file, in which a percent sign starts a macro. */
function script(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/^#!.*\n/, "")
    .replaceAll("%", "%%");
}

/** Paths that belong to the package: its own folders as a whole, elsewhere only its files. */
function listOwned(root: string): readonly string[] {
  const own = readdirSync(join(root, "opt")).map((name) => `"/opt/${name}"`);
  const usr = readdirSync(join(root, "usr"), { recursive: true, withFileTypes: true });
  const shared = usr.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name).slice(root.length);
    if (!entry.isDirectory()) {
      return [`"${path}"`];
    }
    return dirname(path) === "/usr/share/doc" ? [`%dir "${path}"`] : [];
  });
  return [...own, ...shared];
}
