variable "instances" {
  description = "Instances by name, reached by Session Manager alone. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The instance's name, when it is not the entry's.
    instance_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # The image. A change of it replaces the instance.
    ami_id = string

    instance_type = optional(string, "t3.small")

    # A private subnet.
    subnet_id = string

    # What the instance may reach, and who may reach it.
    security_group_ids = set(string)

    # The ARN of the key for the volumes. Without one, AWS's own.
    kms_key_arn = optional(string)

    root_volume_gib = optional(number, 30)

    # More volumes by name.
    volumes = optional(map(object({
      device   = string
      size_gib = number
    })), {})

    # A JSON policy beside the tfvars file: what the instance may do besides being reached by Session Manager.
    permissions_policy_file = optional(string)

    # The boundary of the instance's role.
    permissions_boundary_arn = optional(string)

    # A JSON file beside the tfvars file with the settings of cloud-init (#cloud-config). It is no place for secrets. A change of it replaces
    # the instance.
    cloud_init_file = optional(string)

    # How far the answers of the metadata service go. Containers on the instance need 2.
    metadata_hops = optional(number, 1)

    # Refuses to terminate the instance until it is off.
    termination_protection = optional(bool, true)

    # Metrics every minute in place of every five.
    detailed_monitoring = optional(bool, true)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for instance in var.instances : can(regex("^ami-[0-9a-f]{8,17}$", instance.ami_id))])
    error_message = "ec2_instances: ami_id must be the id of an image, such as ami-0123456789abcdef0."
  }

  validation {
    condition     = alltrue([for instance in var.instances : can(regex("^subnet-[0-9a-f]{8,17}$", instance.subnet_id))])
    error_message = "ec2_instances: subnet_id must be the id of a subnet, such as subnet-0123456789abcdef0."
  }

  validation {
    condition = alltrue([
      for instance in var.instances : length(instance.security_group_ids) > 0 && alltrue([for id in instance.security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    ])
    error_message = "ec2_instances: security_group_ids must have one id at least, such as sg-0123456789abcdef0."
  }

  validation {
    condition     = alltrue([for instance in var.instances : instance.root_volume_gib >= 8 && alltrue([for volume in instance.volumes : volume.size_gib >= 1])])
    error_message = "ec2_instances: root_volume_gib must be 8 or more, and each volume's size_gib 1 or more."
  }

  validation {
    condition     = alltrue([for instance in var.instances : contains([1, 2], instance.metadata_hops)])
    error_message = "ec2_instances: metadata_hops must be 1, or 2 for containers."
  }
}

variable "account_id" {
  description = "The account that owns the instances."
  type        = string
}

variable "region" {
  description = "The region of the instances."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint, for policy documents."
  type        = string
  default     = null
}
