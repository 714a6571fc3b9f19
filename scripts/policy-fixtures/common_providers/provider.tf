# COM-010, COM-030, COM-031 and COM-041: one provider block for each case.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "default_tags" {
  type    = map(string)
  default = { Owner = "platform", Team = "platform" }
}

locals {
  region = "eu-west-1"
}

provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  default_tags {
    tags = { Owner = "platform", Team = "platform", Environment = "prod", CostCenter = "CC-1000" }
  }
}

provider "aws" {
  alias                       = "written"
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  default_tags {
    tags = { Owner = "platform" }
  }
}

provider "aws" {
  alias                       = "variable"
  region                      = var.region
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  default_tags {
    tags = var.default_tags
  }
}

provider "aws" {
  alias                       = "local"
  region                      = local.region
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

# Terraform plans with the region of this file; the plan does not tell it.
provider "aws" {
  alias                       = "silent"
  shared_config_files         = ["aws-config"]
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "idle"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "aws_sqs_queue" "silent" {
  provider = aws.silent
}

# Known only after apply.
resource "terraform_data" "later" {
  input = "later"
}
