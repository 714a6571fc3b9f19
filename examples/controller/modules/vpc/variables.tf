variable "vpcs" {
  description = "Networks by name, with flow logs and a closed default security group. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The network's name, when it is not the entry's.
    vpc_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # The network's range, such as 10.20.0.0/16.
    cidr_block = string

    # Subnets by name, each in one zone such as us-east-1a. Two zones at least, so that the loss of one stops nothing.
    private_subnets = map(object({ zone = string, cidr_block = string }))

    # Subnets with a route to the internet, for load balancers and the NAT gateway.
    public_subnets = optional(map(object({ zone = string, cidr_block = string })), {})

    # The way out for the private subnets: the name of the public subnet that takes the NAT gateway.
    nat_gateway_subnet = optional(string)

    # Services that are reached without the internet, such as ssm or ec2. S3 and DynamoDB always are.
    interface_endpoints = optional(set(string), ["ec2", "ec2messages", "ssm", "ssmmessages"])

    # The ARN of the key for the flow logs. Its policy must let logs.REGION.amazonaws.com use it.
    kms_key_arn = optional(string)

    # How long the flow logs are kept.
    log_retention_days = optional(number, 365)

    # The boundary of the role that writes the flow logs.
    permissions_boundary_arn = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for vpc in var.vpcs : can(cidrhost(vpc.cidr_block, 0))])
    error_message = "vpc_configs: cidr_block must be a range such as 10.20.0.0/16."
  }

  validation {
    condition = alltrue(flatten([
      for vpc in var.vpcs : [for subnet in concat(values(vpc.private_subnets), values(vpc.public_subnets)) : can(cidrhost(subnet.cidr_block, 0))]
    ]))
    error_message = "vpc_configs: each subnet's cidr_block must be a range such as 10.20.1.0/24."
  }

  validation {
    condition     = alltrue([for vpc in var.vpcs : length(toset([for subnet in vpc.private_subnets : subnet.zone])) >= 2])
    error_message = "vpc_configs: private_subnets must be in two zones at least, such as us-east-1a and us-east-1b."
  }

  validation {
    condition     = alltrue([for vpc in var.vpcs : vpc.nat_gateway_subnet == null ? true : contains(keys(vpc.public_subnets), vpc.nat_gateway_subnet)])
    error_message = "vpc_configs: nat_gateway_subnet must name one of the entry's public_subnets."
  }

  validation {
    condition     = alltrue([for vpc in var.vpcs : length(setintersection(keys(vpc.private_subnets), keys(vpc.public_subnets))) == 0])
    error_message = "vpc_configs: a public subnet must not have the name of a private one."
  }

  validation {
    condition     = alltrue([for vpc in var.vpcs : vpc.log_retention_days >= 1])
    error_message = "vpc_configs: log_retention_days must be a number of days that CloudWatch knows, such as 90, 365 or 731."
  }
}

variable "security_groups" {
  description = "Security groups by name. Without rules, one lets nothing through."
  nullable    = false
  default     = {}
  type = map(object({
    # The group's name, when it is not the entry's.
    group_name = optional(string)

    # Whom the group is for.
    description = string

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # The network: an entry of vpc_configs in the same file.
    vpc_config = optional(string)

    # Any other network, by its id.
    vpc_id = optional(string)

    # Who may come in, by any name. Each rule has one of cidr_block, prefix_list_id and security_group: an id, or an entry of security_groups.
    # port alone is that port; with to_port, a range. protocol = "-1" is everything, and takes no port.
    ingress = optional(map(object({
      description    = string
      protocol       = optional(string, "tcp")
      port           = optional(number)
      to_port        = optional(number)
      cidr_block     = optional(string)
      prefix_list_id = optional(string)
      security_group = optional(string)
    })), {})

    # Where connections may go, in the same form.
    egress = optional(map(object({
      description    = string
      protocol       = optional(string, "tcp")
      port           = optional(number)
      to_port        = optional(number)
      cidr_block     = optional(string)
      prefix_list_id = optional(string)
      security_group = optional(string)
    })), {})

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for group in var.security_groups : (group.vpc_id == null) != (group.vpc_config == null)])
    error_message = "security_groups: each entry must have one of vpc_config (an entry of vpc_configs) and vpc_id."
  }

  validation {
    condition     = alltrue([for group in var.security_groups : group.vpc_config == null ? true : contains(keys(var.vpcs), group.vpc_config)])
    error_message = "security_groups: vpc_config must name an entry of vpc_configs in the same file. Use vpc_id for another network."
  }

  validation {
    condition = alltrue(flatten([
      for group in var.security_groups : [
        for rule in concat(values(group.ingress), values(group.egress)) : length(compact([rule.cidr_block, rule.prefix_list_id, rule.security_group])) == 1
      ]
    ]))
    error_message = "security_groups: each rule must have one of cidr_block, prefix_list_id and security_group."
  }

  validation {
    condition = alltrue(flatten([
      for group in var.security_groups : [
        for rule in concat(values(group.ingress), values(group.egress)) : (rule.port == null) == (rule.protocol == "-1")
      ]
    ]))
    error_message = "security_groups: each rule must have a port, or protocol = \"-1\" (everything) and none."
  }
}

variable "account_id" {
  description = "The account that owns the networks."
  type        = string
}

variable "region" {
  description = "The region of the networks."
  type        = string
}
