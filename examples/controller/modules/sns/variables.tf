variable "topics" {
  description = "Topics by name. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The topic's name, when it is not the entry's.
    topic_name   = optional(string)
    display_name = optional(string)

    # Where the entry belongs. Only discovery reads these.
    account_key = optional(string)
    region_code = optional(string)

    # An ARN of a key or an alias. alias/aws/sns is AWS's own key.
    kms_key_arn = optional(string, "alias/aws/sns")

    # A JSON policy beside the tfvars file. The statement that every topic has is added to it.
    topic_policy_file = optional(string)

    tags = optional(map(string), {})
  }))
}

variable "account_id" {
  description = "The account that owns the topics."
  type        = string
}

variable "region" {
  description = "The region of the topics."
  type        = string
}
