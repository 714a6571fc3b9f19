variable "topics" {
  description = "Topics by name. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The topic's name, when it is not the entry's.
    topic_name = optional(string)

    display_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # An ARN of a key or an alias. alias/aws/sns is AWS's own key.
    kms_key_arn = optional(string, "alias/aws/sns")

    # A JSON policy beside the tfvars file. The statement that every topic has is added to it.
    topic_policy_file = optional(string)

    # The boundary of the role that writes what was not delivered.
    permissions_boundary_arn = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for key, topic in var.topics : can(regex("^[A-Za-z0-9_-]{1,246}$", topic.topic_name == null ? key : topic.topic_name))])
    error_message = "sns_topics: topic_name must be letters, digits, _ and -, 246 at most."
  }
}

variable "account_id" {
  description = "The account that owns the topics."
  type        = string
}

variable "region" {
  description = "The region of the topics."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint, for policy documents."
  type        = string
  default     = null
}
