import { stateOf } from "./monolith.ts";

const AWS = 'provider["registry.terraform.io/hashicorp/aws"]';

export interface Planted {
  body: Uint8Array;
  /** Addresses by community. */
  communities: string[][];
}

/**
 * A state of communities: in each, every queue refers to the first and to the two before it. One key is shared.
 * @param sizes Members of each community.
 * @param bridges So many members of each refer to one of the next community, too.
 * @param keyUsers Which members of each refer to the key.
 */
export function plantedState(sizes: readonly number[], bridges = 0, keyUsers: "first" | "all" = "first"): Planted {
  const usesKey = (member: number) => keyUsers === "all" || member === 0;
  const members = (size: number) => Array.from({ length: size }, (_, member) => member);
  const config = (community: number, member: number) => `aws_sqs_queue.${teamOf(community)}_${member}`;
  const arn = (community: number, member: number) => `arn:aws:sqs:eu-west-1:345678901234:${teamOf(community)}-${member}`;
  const keyArn = "arn:aws:kms:eu-west-1:345678901234:key/shared";
  const queues = sizes.flatMap((size, community) =>
    members(size).map((member) => {
      const next = (community + 1) % sizes.length;
      const refersTo = [
        ...(member === 0
          ? []
          : [...new Set([0, member - 1, Math.max(0, member - 2)])].map((other): [number, number] => [community, other])),
        ...(member < bridges ? [[next, Math.min(member, (sizes[next] ?? 1) - 1)] as [number, number]] : []),
      ];
      return resource("aws_sqs_queue", `${teamOf(community)}_${member}`, {
        attributes: {
          id: `https://queue/${teamOf(community)}-${member}`,
          arn: arn(community, member),
          redrive: [...(usesKey(member) ? [keyArn] : []), ...refersTo.map(([of, other]) => arn(of, other))],
        },
        dependencies: [...(usesKey(member) ? ["aws_kms_key.shared"] : []), ...refersTo.map(([of, other]) => config(of, other))],
      });
    }),
  );
  const key = resource("aws_kms_key", "shared", { attributes: { id: "shared", arn: keyArn }, dependencies: [] });
  return {
    body: stateOf([key, ...queues]),
    communities: sizes.map((size, community) => members(size).map((member) => config(community, member))),
  };
}

function resource(type: string, name: string, instance: { attributes: object; dependencies: string[] }) {
  return { mode: "managed", type, name, provider: AWS, instances: [{ schema_version: 0, ...instance }] };
}

function teamOf(community: number): string {
  return ["pay", "ship", "mail", "find", "chat", "rate"][community] ?? `team${community}`;
}
