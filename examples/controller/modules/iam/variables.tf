variable "roles" {
  description = "Roles by name. Permissions are managed policies of the same deployment, or ARNs of existing ones."
  nullable    = false
  type = map(object({
    # The role's name, when it is not the entry's.
    role_name   = optional(string)
    description = optional(string)
    path        = optional(string, "/")

    # Where the entry belongs. Only discovery reads these.
    account_key = optional(string)
    region_code = optional(string)

    # JSON files beside the tfvars file: who may assume the role, and what it may do.
    trust_policy_file       = string
    permissions_policy_file = optional(string)

    managed_policy_arns      = optional(set(string), [])
    permissions_boundary_arn = optional(string)
    max_session_duration     = optional(number, 3600)

    tags = optional(map(string), {})
  }))
}
