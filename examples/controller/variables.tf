# What a deployment is. The orchestrator sets these as TF_VAR_…; a tfvars file may write them too, and discovery has
# checked by then that the two agree.

variable "account_id" {
  description = "The account that is deployed to, 12 digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must have 12 digits."
  }
}

variable "account_name" {
  description = "The account's name in accounts.yaml."
  type        = string
}

variable "region" {
  description = "Where the resources are made, such as us-east-1."
  type        = string
}

variable "environment" {
  description = "production, staging or development."
  type        = string

  validation {
    condition     = contains(["production", "staging", "development"], lower(var.environment))
    error_message = "environment must be production, staging or development."
  }
}

variable "project" {
  description = "The project's name: the tfvars file's folder, unless the file says otherwise."
  type        = string
}

variable "default_tags" {
  description = "default_tags of accounts.yaml."
  type        = map(string)
  default     = {}
}

variable "vpc_interface_endpoints" {
  description = "vpc_interface_endpoints of accounts.yaml: the S3 endpoint of each region."
  type        = map(string)
  default     = {}
}

# Other words that a tfvars file may use for the same things. Only discovery reads them.

variable "account_key" {
  description = "Another word for account_name."
  type        = string
  default     = null
}

variable "aws_region" {
  description = "Another word for region."
  type        = string
  default     = null
}

variable "region_code" {
  description = "Another word for region: use1 is us-east-1."
  type        = string
  default     = null
}

variable "project_name" {
  description = "Another word for project."
  type        = string
  default     = null
}

# What a team may ask for. The entries' types are the modules' own: see modules/*/variables.tf.

variable "tags" {
  description = "Tags of everything in this deployment. An entry's own tags win."
  type        = map(string)
  default     = {}
}

variable "s3_buckets" {
  description = "Buckets by name; see modules/s3."
  type        = any
  default     = {}
}

variable "kms_keys" {
  description = "Keys by name; see modules/kms."
  type        = any
  default     = {}
}

variable "iam_roles" {
  description = "Roles by name; see modules/iam."
  type        = any
  default     = {}
}

variable "iam_policies" {
  description = "Managed policies by name; see modules/iam."
  type        = any
  default     = {}
}

variable "iam_users" {
  description = "Users by name; see modules/iam."
  type        = any
  default     = {}
}

variable "sns_topics" {
  description = "Topics by name; see modules/sns."
  type        = any
  default     = {}
}

variable "sqs_queues" {
  description = "Queues by name; see modules/sqs."
  type        = any
  default     = {}
}

variable "dynamodb_tables" {
  description = "Tables by name; see modules/dynamodb."
  type        = any
  default     = {}
}

variable "lambda_functions" {
  description = "Functions by name; see modules/lambda."
  type        = any
  default     = {}
}

variable "rds_instances" {
  description = "Database instances by name; see modules/rds."
  type        = any
  default     = {}
}

variable "rds_clusters" {
  description = "Aurora clusters by name; see modules/rds."
  type        = any
  default     = {}
}

variable "ec2_instances" {
  description = "Instances by name; see modules/ec2."
  type        = any
  default     = {}
}

variable "vpc_configs" {
  description = "Networks by name; see modules/vpc."
  type        = any
  default     = {}
}

variable "security_groups" {
  description = "Security groups by name; see modules/vpc."
  type        = any
  default     = {}
}

variable "cloudwatch_alarms" {
  description = "Alarms by name; see modules/cloudwatch."
  type        = any
  default     = {}
}

variable "api_gateways" {
  description = "HTTP APIs by name; see modules/apigateway."
  type        = any
  default     = {}
}

# For local servers.

variable "s3_use_path_style" {
  description = "Whether buckets are a part of the path (http://host/bucket), as some local S3 servers want."
  type        = bool
  default     = false
}
