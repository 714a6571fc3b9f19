variable "queues" {
  description = "Queues by name, each with a dead-letter queue. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The queue's name, when it is not the entry's.
    queue_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # An ARN of a key or an alias. alias/aws/sqs is AWS's own key.
    kms_key_arn                = optional(string, "alias/aws/sqs")
    visibility_timeout_seconds = optional(number, 60)
    message_retention_seconds  = optional(number, 345600)
    max_receive_count          = optional(number, 5)

    # A JSON policy beside the tfvars file. The statement that every queue has is added to it.
    queue_policy_file = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for key, queue in var.queues : can(regex("^[A-Za-z0-9_-]{1,68}$", queue.queue_name == null ? key : queue.queue_name))])
    error_message = "sqs_queues: queue_name must be letters, digits, _ and -, 68 at most: the dead-letter queue has the name with -dead-letter."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.visibility_timeout_seconds >= 0 && queue.visibility_timeout_seconds <= 43200])
    error_message = "sqs_queues: visibility_timeout_seconds must be 0 to 43200."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.message_retention_seconds >= 60 && queue.message_retention_seconds <= 1209600])
    error_message = "sqs_queues: message_retention_seconds must be 60 to 1209600."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.max_receive_count >= 1 && queue.max_receive_count <= 1000])
    error_message = "sqs_queues: max_receive_count must be 1 to 1000."
  }
}

variable "account_id" {
  description = "The account that owns the queues."
  type        = string
}

variable "region" {
  description = "The region of the queues."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint, for policy documents."
  type        = string
  default     = null
}
