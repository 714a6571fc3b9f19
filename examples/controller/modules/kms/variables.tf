variable "keys" {
  description = "Keys by name. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    description = string

    # The alias without "alias/", when it is not the entry's name.
    alias = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # Without a period, AWS rotates once a year.
    enable_key_rotation     = optional(bool, true)
    rotation_period_in_days = optional(number)
    deletion_window_in_days = optional(number, 30)
    multi_region            = optional(bool, false)

    # A JSON policy beside the tfvars file. Without one, the account's IAM policies alone decide.
    key_policy_file = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for entry in var.keys : entry.deletion_window_in_days >= 7 && entry.deletion_window_in_days <= 30])
    error_message = "kms_keys: deletion_window_in_days must be 7 to 30."
  }

  validation {
    condition     = alltrue([for entry in var.keys : entry.rotation_period_in_days == null ? true : entry.rotation_period_in_days >= 90 && entry.rotation_period_in_days <= 2560])
    error_message = "kms_keys: rotation_period_in_days must be 90 to 2560."
  }

  validation {
    condition     = alltrue([for entry in var.keys : entry.alias == null ? true : can(regex("^[A-Za-z0-9/_-]{1,250}$", entry.alias)) && !startswith(entry.alias, "alias/")])
    error_message = "kms_keys: alias must be letters, digits, /, _ and -, without alias/ in front."
  }
}

variable "account_id" {
  description = "The account that owns the keys."
  type        = string
}

variable "region" {
  description = "The region of the keys."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint, for policy documents."
  type        = string
  default     = null
}
