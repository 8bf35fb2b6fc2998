// Runs a task: `node build/run.mjs <task>`. Plain JavaScript, so that an old Node can print the error.
const oldest = 22;
const [task = "", ...args] = process.argv.slice(2);

if (Number(process.versions.node.split(".")[0]) < oldest) {
  console.error(
    `Node ${process.versions.node} is too old for the tools. \`npm ci\` installs a newer one beside them on Linux, ` +
      "macOS and Windows x64: start this task through npm. Elsewhere, install Node 22 or later.",
  );
  process.exit(1);
}

const tasks = [
  "start",
  "dev",
  "check",
  "unit",
  "e2e",
  "test",
  "sweep",
  "demo",
  "bench",
  "package",
  "test:package",
  "reproduce",
  "gather",
  "tag",
  "sign",
  "support",
];
if (!tasks.includes(task)) {
  console.error(`No task named "${task}". Tasks: ${tasks.join(", ")}.`);
  process.exit(1);
}

const file = task === "test:package" ? "testPackage" : task;
const { run } = await import(`./tasks/${file}.ts`);
try {
  process.exitCode = await run(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
