variable "functions" {
  description = "Functions by name, each with its own role and log group. What an entry leaves out is the safe choice."
  nullable    = false
  default     = {}
  type = map(object({
    # The function's name, when it is not the entry's.
    function_name = optional(string)

    # What the function is for.
    description = string

    # The account of accounts.yaml that the entry belongs to. Only discovery reads it.
    account_key = optional(string)

    # The region that the entry belongs to: use1 is us-east-1. Only discovery reads it.
    region_code = optional(string)

    # The code as an archive in a bucket. A zip file beside the tfvars file never reaches the controller.
    package = optional(object({
      bucket         = string
      key            = string
      object_version = optional(string)
      handler        = string
      runtime        = string
    }))

    # The code as an image, with its digest.
    image_uri = optional(string)

    # arm64 or x86_64.
    architecture = optional(string, "arm64")

    memory_mib      = optional(number, 256)
    timeout_seconds = optional(number, 30)

    # How many may run at once. Without it, the function takes what the account has.
    reserved_concurrency = optional(number)

    # Plain settings. Secrets belong in Secrets Manager, where the function reads them.
    environment = optional(map(string), {})

    # The ARN of the key for environment and logs. Its policy must let logs.REGION.amazonaws.com use it.
    kms_key_arn = optional(string)

    # How long the logs are kept.
    log_retention_days = optional(number, 365)

    # Where the function runs when it needs private resources: subnets of two zones.
    subnet_ids = optional(set(string), [])

    # What the function may reach there. With subnet_ids only.
    security_group_ids = optional(set(string), [])

    # The queue or topic that keeps the events the function failed on.
    failure_target_arn = optional(string)

    # Refuses code that nobody signed.
    code_signing_config_arn = optional(string)

    # Who may call the function, by any name: a service, and the ARN of what calls.
    callers = optional(map(object({
      service    = string
      source_arn = string
    })), {})

    # A JSON policy beside the tfvars file: what the function may do besides logs, traces and failed events.
    permissions_policy_file = optional(string)

    # The boundary of the function's role.
    permissions_boundary_arn = optional(string)

    # Besides the deployment's own. These win.
    tags = optional(map(string), {})
  }))

  validation {
    condition     = alltrue([for function in var.functions : (function.package == null) != (function.image_uri == null)])
    error_message = "lambda_functions: each entry must have one of package (an archive in a bucket) and image_uri."
  }

  validation {
    condition     = alltrue([for function in var.functions : function.image_uri == null ? true : can(regex("@sha256:[0-9a-f]{64}$", function.image_uri))])
    error_message = "lambda_functions: image_uri must end in the image's digest (@sha256:…), so that what was reviewed is what runs."
  }

  validation {
    condition     = alltrue([for function in var.functions : contains(["arm64", "x86_64"], function.architecture)])
    error_message = "lambda_functions: architecture must be arm64 or x86_64."
  }

  validation {
    condition     = alltrue([for function in var.functions : function.memory_mib >= 128 && function.memory_mib <= 10240])
    error_message = "lambda_functions: memory_mib must be 128 to 10240."
  }

  validation {
    condition     = alltrue([for function in var.functions : function.timeout_seconds >= 1 && function.timeout_seconds <= 900])
    error_message = "lambda_functions: timeout_seconds must be 1 to 900."
  }

  validation {
    condition     = alltrue([for function in var.functions : function.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", function.kms_key_arn))])
    error_message = "lambda_functions: kms_key_arn must be the ARN of a key (…:key/…). Functions and log groups take no alias."
  }

  validation {
    condition     = alltrue([for function in var.functions : (length(function.subnet_ids) == 0) == (length(function.security_group_ids) == 0)])
    error_message = "lambda_functions: subnet_ids and security_group_ids must be written together, or not at all."
  }

  validation {
    condition     = alltrue([for function in var.functions : function.failure_target_arn == null ? true : can(regex("^arn:[a-z-]+:(sqs|sns):", function.failure_target_arn))])
    error_message = "lambda_functions: failure_target_arn must be the ARN of an SQS queue or an SNS topic."
  }
}

variable "account_id" {
  description = "The account that owns the functions."
  type        = string
}

variable "region" {
  description = "The region of the functions."
  type        = string
}

variable "vpc_endpoint_id" {
  description = "The region's VPC endpoint, for policy documents."
  type        = string
  default     = null
}
