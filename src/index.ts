import * as core from "@actions/core";
import { S3Client } from "@aws-sdk/client-s3";
import { Parser } from "web-tree-sitter";
import { Octokit } from "@octokit/rest";
import { retry } from "@octokit/plugin-retry";
import { name, loadPolicy } from "./a.ts";
import { z } from "zod";
import * as jose from "jose";
import PQueue from "p-queue";
import { parse } from "yaml";
import * as tc from "@actions/tool-cache";
import * as cache from "@actions/cache";
import * as exec from "@actions/exec";
import * as github from "@actions/github";
console.log(
  name,
  typeof core.info,
  typeof S3Client,
  typeof Parser,
  typeof Octokit,
  typeof retry,
  typeof loadPolicy,
  typeof z,
  typeof jose.compactVerify,
  typeof PQueue,
  typeof parse,
  typeof tc,
  typeof cache.saveCache,
  typeof exec.exec,
  typeof github,
  import.meta.url,
);
