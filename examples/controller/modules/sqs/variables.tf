variable "queues" {
  description = "Queues by name, each with a dead-letter queue. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The queue's name, when it is not the entry's.
    queue_name = optional(string)

    # Where the entry belongs. Only discovery reads these.
    account_key = optional(string)
    region_code = optional(string)

    # An ARN of a key or an alias. alias/aws/sqs is AWS's own key.
    kms_key_arn                = optional(string, "alias/aws/sqs")
    visibility_timeout_seconds = optional(number, 60)
    message_retention_seconds  = optional(number, 345600)
    max_receive_count          = optional(number, 5)

    # A JSON policy beside the tfvars file. The statement that every queue has is added to it.
    queue_policy_file = optional(string)

    tags = optional(map(string), {})
  }))
}

variable "account_id" {
  description = "The account that owns the queues."
  type        = string
}

variable "region" {
  description = "The region of the queues."
  type        = string
}
