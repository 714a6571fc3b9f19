// A local AWS to try commands on, until Ctrl-C: npm run aws
import { once } from "node:events";
import { messageOf } from "../src/domain/model/errors.ts";
import { startMoto } from "./lab/moto.ts";

try {
  const aws = await startMoto();
  const exports = Object.entries({ ...aws.env, TF_VAR_s3_use_path_style: "true" }).map(([name, value]) => `export ${name}=${value}`);
  process.stdout.write(
    `A local AWS answers at ${aws.url} until Ctrl-C; what is made in it goes with it. In another terminal:\n\n${exports.join("\n")}\n`,
  );
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await aws.stop();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
