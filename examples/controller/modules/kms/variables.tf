variable "keys" {
  description = "Keys by name. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    description = string

    # The alias without "alias/", when it is not the entry's name.
    alias = optional(string)

    # Where the entry belongs. Only discovery reads these.
    account_key = optional(string)
    region_code = optional(string)

    # Without a period, AWS rotates once a year.
    enable_key_rotation     = optional(bool, true)
    rotation_period_in_days = optional(number)
    deletion_window_in_days = optional(number, 30)
    multi_region            = optional(bool, false)

    # A JSON policy beside the tfvars file. Without one, the account's IAM policies alone decide.
    key_policy_file = optional(string)

    tags = optional(map(string), {})
  }))
}

variable "account_id" {
  description = "The account that owns the keys."
  type        = string
}
