variable "buckets" {
  description = "Buckets by name. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The bucket's name, when it is not the entry's.
    bucket_name = optional(string)

    # Where the entry belongs. Only discovery reads these.
    account_key = optional(string)
    region_code = optional(string)

    versioning          = optional(bool, true)
    block_public_access = optional(bool, true)
    force_destroy       = optional(bool, false)

    # aws:kms with this key (an ARN of a key or an alias), or AES256, the only kind that a log bucket can have.
    encryption  = optional(string, "aws:kms")
    kms_key_arn = optional(string)

    # The name of the bucket that takes the access logs: one of this deployment, or any other of this account and region.
    access_log_bucket = optional(string)

    # Other buckets of this account may send their access logs here. Buckets of this deployment always may.
    receives_access_logs = optional(bool, false)

    # A JSON policy beside the tfvars file. The statements that every bucket has are added to it.
    bucket_policy_file = optional(string)

    # Objects are read and written through the region's VPC endpoint alone.
    vpc_endpoint_only = optional(bool, false)

    # When old things go. {} is a good start: abandoned uploads after a week, old versions after 90 days.
    lifecycle = optional(object({
      abort_multipart_days   = optional(number, 7)
      noncurrent_expire_days = optional(number, 90)
      expire_days            = optional(number)
    }))

    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for bucket in var.buckets : contains(["aws:kms", "AES256"], bucket.encryption)])
    error_message = "encryption must be aws:kms or AES256."
  }
}

variable "account_id" {
  description = "The account that owns the buckets."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint for S3, for buckets with vpc_endpoint_only."
  type        = string
  default     = null
}
