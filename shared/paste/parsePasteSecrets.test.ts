import { describe, expect, it } from "vitest";
import { commandSpecs } from "./parseCommand.ts";
import { parsePaste } from "./parsePaste.ts";

describe("parsePaste with secrets", () => {
  const secret = "hunter2";
  it.each<[string, readonly string[], readonly string[]]>([
    [
      "skopeo copy --all --src-username bob --src-password hunter2 docker://x.io/a:1 docker://y.io/c:1",
      ["x.io/a:1"],
      ["y.io/c:1"],
    ],
    [
      "skopeo copy --all --src-registry-token hunter2 --dest-username bob --dest-password -hunter2 docker://a docker://c",
      ["a"],
      ["c"],
    ],
    [
      "oras cp --from-username bob --from-password hunter2 x.io/a:1 y.io/a:1",
      ["x.io/a:1"],
      ["y.io/a:1"],
    ],
    [
      "oras cp --to-identity-token hunter2 --to-header 'X-Auth: hunter2' x.io/a:1 y.io/a:1",
      ["x.io/a:1"],
      ["y.io/a:1"],
    ],
    ["oras pull -u bob -p hunter2 alpine", ["alpine"], []],
    ["oras pull --username bob --password hunter2 -o out alpine", ["alpine"], []],
    ["oras pull -ubob -phunter2 alpine", ["alpine"], []],
    ["oras discover -H 'Authorization: Bearer hunter2' x.io/a:1", ["x.io/a:1"], []],
    ["oras manifest fetch --password hunter2 alpine", ["alpine"], []],
    ["oras manifest index create -u bob -p hunter2 x.io/a:1 amd64", ["x.io/a:amd64"], ["x.io/a:1"]],
    ["skopeo inspect --username bob --password hunter2 docker://alpine", ["alpine"], []],
    ["skopeo inspect --creds bob:hunter2 docker://alpine", ["alpine"], []],
    ["regctl image copy --host reg=x.io,user=bob,pass=hunter2 a b", ["a"], ["b"]],
    ["regctl --host reg=x.io,pass=hunter2 image copy a b", ["a"], ["b"]],
    ["regctl -v debug --host reg=x.io,pass=hunter2 image copy x.io/a:1 b", ["x.io/a:1"], ["b"]],
    ["regctl index create -v debug --verbosity info x.io/a:1 --ref b", ["b"], ["x.io/a:1"]],
    ["regctl manifest get --host reg=x.io,pass=hunter2 a", ["a"], []],
    ["crane manifest -u bob -p hunter2 x.io/a:1", ["x.io/a:1"], []],
    ["crane auth login x.io -u bob -p hunter2; crane cp a:1 b:1", ["a:1"], ["b:1"]],
    ["podman pull --creds bob:hunter2 --tls-verify alpine", ["alpine"], []],
    [
      "podman manifest create app b:1; podman manifest push --creds bob:hunter2 app x.io/a:1",
      ["b:1"],
      ["app", "x.io/a:1"],
    ],
    [
      "podman manifest create app; podman manifest add --username bob --password hunter2 app alpine",
      ["alpine"],
      ["app"],
    ],
    ["docker pull -u bob -p hunter2 x.io/a:1", ["x.io/a:1"], []],
    ["docker pull --bobs-thing hunter2 x.io/a:1", ["x.io/a:1"], []],
    ["docker pull -password bob:hunter2 alpine", ["alpine"], []],
    ["docker pull --frobnicate x.io/a:1", ["x.io/a:1"], []],
    ["docker pull x.io/a:1 <<< hunter2", ["x.io/a:1"], []],
    ["docker pull PASSWORD=hunter2 x.io/a:1", ["x.io/a:1"], []],
    ["docker login x.io -u bob -p hunter2", [], []],
    ["docker login -u bob:hunter2 x.io", [], []],
    ["echo hunter2 | docker login x.io -u bob --password-stdin", [], []],
    ["docker buildx imagetools create --pass hunter2 -t x.io/a:1 b:1", ["b:1"], ["x.io/a:1"]],
    ["docker pull https://bob:hunter2@x.io/a:1 docker://bob:hunt/hunter2@x.io/a:1", [], []],
    ["https://hunter2@x.io/acme/app:1", [], []],
    ["bob:hunter2@x.io/acme/app:1", [], []],
    ["https://x.io/acme/app?access_token=hunter2", ["x.io/acme/app"], []],
    ["curl -u bob:hunter2 https://x.io/v2/", [], []],
    ["curl -ubob:hunter2 https://x.io/v2/acme/app/manifests/1", [], []],
    ["curl --user 'bob:some hunter2:1' ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"], []],
    ["curl --user='bob:some hunter2:1' ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"], []],
    ["http -a bob:hunter2 ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"], []],
    ["ctr image pull --user bob:hunter2 ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"], []],
    ["helm registry login -u bob --password=hunter2 ghcr.io", [], []],
    ["the login is bob:hunter2 for ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"], []],
    ["--password\nhunter2\nx.io/a:1", ["x.io/a:1"], []],
    ["TOKEN=hunter2", [], []],
  ])("drops the secret in %s", (text, sources, targets) => {
    const pasted = parsePaste(text);
    expect(pasted.sources).toEqual(sources);
    expect(pasted.targets).toEqual(targets);
    // Words of prose may be repeated in a note: the field shows them anyway.
    const notes = pasted.notes.filter((note) => !note.includes("Ignored as text"));
    expect(JSON.stringify({ ...pasted, notes })).not.toContain(secret);
  });

  const credentials = [
    "--username",
    "--password",
    "--creds",
    "--registry-token",
    "--identity-token",
    "-u",
    "--src-username",
    "--dest-password",
    "--from-password",
    "--to-username",
    "--pass",
    "-H",
    "--src-creds",
    "--dest-registry-token",
    "--from-identity-token",
    "--header",
    "--api-key",
  ];
  // An `add` command needs an index that was created before.
  const commands = commandSpecs.map(
    ({ kind, words }) =>
      `${kind === "add" ? "docker manifest create app x.io/a:1; " : ""}${words.map(([word = ""]) => word).join(" ")}`,
  );

  /** How a command names its image. */
  function asArgument(command: string, image: string): string {
    if (command === "kubectl set image") {
      return `app=${image}`;
    }
    return command.startsWith("kubectl ") ? `--image ${image}` : image;
  }

  it.each([...new Set(commands)])("drops every credential flag of %s", (command) => {
    const single = commandSpecs.some(
      ({ words, isMeant }) => isMeant !== undefined && words[0]?.[0] === command,
    );
    const second = single ? "" : "x.io/b:2";
    for (const flag of credentials) {
      for (const value of ["hunter2", "bob:hunter2", "-hunter2", "x.io/hunter2:1"]) {
        for (const login of [`${flag} ${value}`, `${flag}=${value}`]) {
          const pasted = parsePaste(
            `${command} ${login} ${asArgument(command, "x.io/a:1")} ${second} ${login}`,
          );
          expect(JSON.stringify(pasted)).not.toContain(secret);
          expect([...pasted.sources, ...pasted.targets].join(" ")).toMatch(/x\.io\/a:1/);
        }
      }
    }
  });

  it("names unknown flags without the words it drops", () => {
    expect(parsePaste("docker pull --frob hunter2 -x hunter2 x.io/a:1").notes).toEqual([
      "Ignored: --frob and the word after it.",
      "Ignored: -x and the word after it.",
    ]);
  });
});
