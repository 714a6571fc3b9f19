variable "tables" {
  description = "Tables by name, paid by request. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The table's name, when it is not the entry's.
    table_name = optional(string)

    # Where the entry belongs. Only discovery reads these.
    account_key = optional(string)
    region_code = optional(string)

    # Names of the key attributes, and the type of each: S, N or B.
    hash_key   = string
    range_key  = optional(string)
    attributes = map(string)

    kms_key_arn         = optional(string)
    deletion_protection = optional(bool, true)
    recovery_days       = optional(number, 35)

    tags = optional(map(string), {})
  }))
}
