import process from "node:process";
import { hideOwnEnvironment } from "./adapters/own-environment.ts";
import { isPostStep } from "./post-step.ts";

try {
  // The post step starts no program that could read it.
  if (!isPostStep()) hideOwnEnvironment();
  // Only now, from a bundle of its own: before, it would be loaded twice.
  const { runMainStep, runPostStep } = await import(/* webpackIgnore: true */ "./main.ts");
  if (isPostStep()) runPostStep();
  else await runMainStep();
} catch (error) {
  process.stdout.write(`::error::${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
