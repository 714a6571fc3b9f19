# COM-040: one provider block for each case.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "default_tags" {
  type    = map(string)
  default = { Owner = "platform", Team = "platform", Environment = "production", CostCenter = "CC-1000" }
}

variable "access_key" {
  type      = string
  sensitive = true
  default   = "fixture-access-key-in-a-variable"
}

provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "written"
  region                      = "us-east-1"
  access_key                  = "fixture-access-key"
  secret_key                  = "fixture-secret-key"
  token                       = "fixture-token"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "variable"
  region                      = "us-east-1"
  access_key                  = var.access_key
  secret_key                  = var.access_key
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = var.default_tags
  }
}

provider "aws" {
  alias                       = "defaults"
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = { Owner = "platform", Team = "platform", Environment = "production", CostCenter = "CC-1000" }
  }
}

resource "terraform_data" "later" {
  input = "later"
}
