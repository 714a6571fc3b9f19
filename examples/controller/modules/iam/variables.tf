variable "roles" {
  description = "Roles by name. Permissions are managed policies of the same deployment, or ARNs of existing ones."
  nullable    = false
  default     = {}
  type = map(object({
    # The role's name, when it is not the entry's.
    role_name = optional(string)

    description = optional(string)
    path        = optional(string, "/")

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # JSON files beside the tfvars file: who may assume the role, and what it may do.
    trust_policy_file       = string
    permissions_policy_file = optional(string)

    managed_policy_arns      = optional(set(string), [])
    permissions_boundary_arn = optional(string)
    max_session_duration     = optional(number, 3600)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for role in var.roles : role.max_session_duration >= 3600 && role.max_session_duration <= 43200])
    error_message = "iam_roles: max_session_duration must be 3600 to 43200 seconds."
  }

  validation {
    condition     = alltrue([for role in var.roles : can(regex("^/(.*/)?$", role.path))])
    error_message = "iam_roles: path must start and end with /."
  }

  validation {
    condition     = alltrue(flatten([for role in var.roles : [for arn in role.managed_policy_arns : can(regex("^arn:[a-z-]+:iam::(aws|[0-9]{12}):policy/", arn))]]))
    error_message = "iam_roles: managed_policy_arns must be ARNs of policies, such as arn:aws:iam::aws:policy/ReadOnlyAccess."
  }
}

variable "policies" {
  description = "Managed policies by name, which roles, groups and users of any deployment can have by their ARN."
  nullable    = false
  default     = {}
  type = map(object({
    # The policy's name, when it is not the entry's.
    policy_name = optional(string)

    # What the policy allows. AWS replaces the whole policy when it changes.
    description = optional(string)
    path        = optional(string, "/")

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # A JSON policy beside the tfvars file.
    permissions_policy_file = string

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for policy in var.policies : can(regex("^/(.*/)?$", policy.path))])
    error_message = "iam_policies: path must start and end with /."
  }
}

variable "users" {
  description = "Users by name, for programs outside AWS that can take no role. They get no password and no access keys."
  nullable    = false
  default     = {}
  type = map(object({
    # The user's name, when it is not the entry's.
    user_name = optional(string)

    path = optional(string, "/")

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # Names of groups that are there. What the user may do comes from them.
    groups = optional(set(string), [])

    # What the user may do besides, as a JSON policy beside the tfvars file and as ARNs of policies that are there. Groups are the better way.
    permissions_policy_file = optional(string)
    managed_policy_arns     = optional(set(string), [])

    permissions_boundary_arn = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for user in var.users : can(regex("^/(.*/)?$", user.path))])
    error_message = "iam_users: path must start and end with /."
  }

  validation {
    condition     = alltrue(flatten([for user in var.users : [for group in user.groups : can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", group))]]))
    error_message = "iam_users: groups must be names of groups, not ARNs."
  }

  validation {
    condition     = alltrue(flatten([for user in var.users : [for arn in user.managed_policy_arns : can(regex("^arn:[a-z-]+:iam::(aws|[0-9]{12}):policy/", arn))]]))
    error_message = "iam_users: managed_policy_arns must be ARNs of policies, such as arn:aws:iam::aws:policy/ReadOnlyAccess."
  }
}

variable "account_id" {
  description = "The account that owns the roles, policies and users."
  type        = string
}

variable "region" {
  description = "The region of the deployment, for policy documents."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint, for policy documents."
  type        = string
  default     = null
}
