variable "tables" {
  description = "Tables by name, paid by request. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The table's name, when it is not the entry's.
    table_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # Names of the key attributes, and the type of each: S, N or B.
    hash_key   = string
    range_key  = optional(string)
    attributes = map(string)

    kms_key_arn         = optional(string)
    deletion_protection = optional(bool, true)
    recovery_days       = optional(number, 35)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue(flatten([for table in var.tables : [for type in values(table.attributes) : contains(["S", "N", "B"], type)]]))
    error_message = "dynamodb_tables: each of the attributes must be S (text), N (number) or B (binary)."
  }

  validation {
    condition     = alltrue([for table in var.tables : toset(keys(table.attributes)) == toset(compact([table.hash_key, table.range_key]))])
    error_message = "dynamodb_tables: attributes must list hash_key and, where there is one, range_key, and nothing else."
  }

  validation {
    condition     = alltrue([for table in var.tables : table.recovery_days >= 1 && table.recovery_days <= 35])
    error_message = "dynamodb_tables: recovery_days must be 1 to 35."
  }

  validation {
    condition     = alltrue([for table in var.tables : table.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", table.kms_key_arn))])
    error_message = "dynamodb_tables: kms_key_arn must be the ARN of a key (…:key/…). Tables take no alias."
  }
}
