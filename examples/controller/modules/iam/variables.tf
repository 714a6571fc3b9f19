variable "roles" {
  description = "Roles by name. Permissions are managed policies of the same deployment, or ARNs of existing ones."
  nullable    = false
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
