// Loaded before a program as `dies-at-link.js?WORD`: kills it just before a file whose path holds the word would appear in a store of files.
import { syncBuiltinESMExports } from "node:module";
import fs from "node:fs/promises";
import process from "node:process";

const word = decodeURIComponent(import.meta.url.split("?")[1]);
const { link } = fs;

fs.link = async (from, to) => {
  if (String(to).includes(word)) process.kill(process.pid, "SIGKILL");
  await link(from, to);
};
syncBuiltinESMExports();
