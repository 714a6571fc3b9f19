variable "account_id" {
  description = "The account that this is applied to, 12 digits. Credentials of any other account are refused."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must have 12 digits."
  }
}

variable "region" {
  description = "Region of the state bucket."
  type        = string
}

variable "controller_repository" {
  description = "The controller as owner/name. Only its workflows can assume the roles."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.controller_repository))
    error_message = "controller_repository must be owner/name, without wildcards."
  }
}

variable "plan_environment" {
  description = "GitHub environment of the controller that may assume the plan role alone. Use another one than apply_environment to keep unreviewed files away from the apply role."
  type        = string
  default     = "tf-orchestrator"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.plan_environment))
    error_message = "plan_environment must be one environment's name, without wildcards."
  }
}

variable "apply_environment" {
  description = "GitHub environment of the controller that may assume the apply role, and the plan role, too."
  type        = string
  default     = "tf-orchestrator"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.apply_environment))
    error_message = "apply_environment must be one environment's name, without wildcards."
  }
}

variable "create_oidc_provider" {
  description = "false if the account already has GitHub's OIDC provider: there can be only one."
  type        = bool
  default     = true
}

variable "plan_role_name" {
  description = "Name of the role that validations assume."
  type        = string
  default     = "TerraformPlan"
}

variable "apply_role_name" {
  description = "Name of the role that applies assume."
  type        = string
  default     = "TerraformApply"
}

variable "plan_policy_arns" {
  description = "What the plan role can read in the account."
  type        = list(string)
  default     = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
}

variable "apply_policy_arns" {
  description = "What the apply role can do in the account. Narrow it to the services that your code uses."
  type        = list(string)
  default     = ["arn:aws:iam::aws:policy/PowerUserAccess"]
}

variable "iam_permissions_boundary_arn" {
  description = "A policy that every role must carry as its permissions boundary. With it, the apply role can manage IAM roles that carry it; without it, it cannot manage IAM at all."
  type        = string
  default     = null
}

variable "roles_permissions_boundary_arn" {
  description = "Permissions boundary of the plan role and the apply role themselves."
  type        = string
  default     = null
}

variable "state_bucket" {
  description = "Name of the bucket for states, backups and records."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "state_bucket must be a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens."
  }
}

variable "create_state_bucket" {
  description = "false in every account but the one that holds the bucket."
  type        = bool
  default     = true
}

variable "other_accounts" {
  description = "IDs of the other accounts whose roles (same names) use the bucket."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for id in var.other_accounts : can(regex("^[0-9]{12}$", id))])
    error_message = "other_accounts must be account IDs of 12 digits."
  }
}

variable "encryption" {
  description = "AES256, or aws:kms for a key of its own (created here, or kms_key_arn)."
  type        = string
  default     = "AES256"

  validation {
    condition     = contains(["AES256", "aws:kms"], var.encryption)
    error_message = "encryption must be AES256 or aws:kms."
  }
}

variable "kms_key_arn" {
  description = "An existing key for encryption = \"aws:kms\". Needed where create_state_bucket is false: the output kms_key_arn of the account that holds the bucket."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? var.encryption == "AES256" || var.create_state_bucket : var.encryption == "aws:kms"
    error_message = "kms_key_arn belongs to encryption = \"aws:kms\", and is needed for it where create_state_bucket is false."
  }
}

variable "backup_expire_days" {
  description = "Days after which backups and rescued states expire. Keep it well above the action's backup-retention-days, which never removes the newest good one."
  type        = number
  default     = 365

  validation {
    condition     = var.backup_expire_days >= 30
    error_message = "backup_expire_days must be 30 or more."
  }
}

variable "noncurrent_expire_days" {
  description = "Days that replaced and deleted objects can be brought back."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_expire_days >= 30
    error_message = "noncurrent_expire_days must be 30 or more."
  }
}

variable "object_lock" {
  description = "Whether audit records can be locked (input audit-lock-days). Can only be chosen when the bucket is created."
  type        = bool
  default     = false
}

variable "replica_region" {
  description = "A second region that the bucket is replicated to. null: none."
  type        = string
  default     = null
}

variable "access_log_bucket" {
  description = "An existing bucket that takes the state bucket's access logs. null: none."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that is made here."
  type        = map(string)
  default     = {}
}
