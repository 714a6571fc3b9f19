import { openStage, SOURCE } from "./lab/stage.ts";
const stage = await openStage({ controllerFolder: "examples/controller", checkOpenapi: true });
try {
  const { number } = await stage.propose({ branch: "feature/first", folder: "examples/source" });
  const run = await stage.run("validate", number, { onLine: (l) => console.log(l) , ...(process.argv[2] === undefined ? {} : { program: process.argv[2] }) });
  console.log(run.exitCode, run.durationMs, run.outputs);
  const pull = await stage.github.pull(SOURCE, number);
  console.log(pull.labels, pull.comments.map(c=>c.body).join("\n=====\n"), pull.checkRuns);
  console.log(JSON.stringify(await stage.github.openapiViolations()).slice(0,3000));
  console.log((await stage.github.requests()).filter(r=>!r.path?.includes?.("git-upload")).map(r=>`${r.method} ${r.path} ${r.status}`).join("\n"));
} finally { await stage.stop(); }
