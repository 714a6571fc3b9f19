variable "buckets" {
  description = "Buckets by name. What an entry leaves out is the safe choice."
  nullable    = false
  type = map(object({
    # The bucket's name, when it is not the entry's.
    bucket_name = optional(string)

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
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

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for bucket in var.buckets : contains(["aws:kms", "AES256"], bucket.encryption)])
    error_message = "s3_buckets: encryption must be aws:kms or AES256."
  }

  validation {
    condition     = alltrue([for key, bucket in var.buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket.bucket_name == null ? lower(key) : bucket.bucket_name))])
    error_message = "s3_buckets: bucket_name must be 3 to 63 lower-case letters, digits, hyphens and dots."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.kms_key_arn == null || bucket.encryption == "aws:kms"])
    error_message = "s3_buckets: an entry with a kms_key_arn must have encryption = \"aws:kms\", or none."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.lifecycle == null ? true : alltrue([for days in compact([bucket.lifecycle.abort_multipart_days, bucket.lifecycle.noncurrent_expire_days, bucket.lifecycle.expire_days]) : tonumber(days) >= 1])])
    error_message = "s3_buckets: the days of a lifecycle must be 1 or more."
  }
}

variable "account_id" {
  description = "The account that owns the buckets."
  type        = string
}

variable "region" {
  description = "The region of the buckets."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint for S3, for buckets with vpc_endpoint_only and for policy documents."
  type        = string
  default     = null
}
